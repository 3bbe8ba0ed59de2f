"""A device on Eclipse Paho: subscribes, reports at each QoS, answers one command, and prints what it was sent."""
import sys
import paho.mqtt.client as paho

port, level, did, passcode, product_key = int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]
report = bytes.fromhex("000000032c0000910400" + "00" * 39)
topics = [f"ser2cli_noti/{product_key}", f"ser2cli_res/{did}", f"app2dev/{did}/#"]

options = {"client_id": did, "protocol": level}
if hasattr(paho, "CallbackAPIVersion"):
    options["callback_api_version"] = paho.CallbackAPIVersion.VERSION1
client = paho.Client(**options)
client.username_pw_set(did, passcode)


def on_connect(client, *_):
    client.subscribe([(topic, 1) for topic in topics])


def on_subscribe(client, *_):
    for qos in (0, 1, 2):
        client.publish(f"dev2app/{did}", report, qos)


def on_message(client, _, message):
    print(message.topic, message.payload.hex(), flush=True)
    if message.topic.startswith("app2dev/"):
        acknowledgement = b"\0\0\0\3\7\0\0\x94" + message.payload[8:12]
        client.publish(f"dev2app/{did}/qiyun", acknowledgement, 1)


client.on_connect, client.on_subscribe, client.on_message = on_connect, on_subscribe, on_message
client.connect("127.0.0.1", port)
client.loop_forever()
