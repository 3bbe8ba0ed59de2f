import type { DemoKeys } from './demo-keys.ts';

export interface CommandsToTry {
  /** Of the server, without a slash at the end. */
  readonly url: string;
  readonly keys: DemoKeys;
  /** Of a greenhouse controller that is online. */
  readonly did: string;
}

/** From a token to a command that a device obeys, to be pasted into any shell: they need nothing but curl and sed. */
export function commandsToTry({ url, keys, did }: CommandsToTry): string {
  const { enterprise_id, enterprise_secret } = keys;
  const secrets = { enterprise_id, enterprise_secret, product_secret: keys.greenhouse_product_secret };
  const call = 'curl -s -H "Authorization: token $TOKEN"';
  return `# A token, kept in a shell variable
API=${url}/v1/products/${keys.greenhouse_product_key}
TOKEN=$(curl -s "$API/access_token" -d '${JSON.stringify(secrets)}' | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')

# Devices that are online
${call} "$API/devices/search?is_online=1&limit=3"; echo

# What one of them has reported
${call} "$API/devices/${did}/data?limit=2"; echo

# Set what it controls: the answer {} comes when the device has acknowledged
${call} "$API/devices/${did}/control" -d '{"attrs":{"target_temperature":23.5,"grow_light":80}}'; echo

# The bytes of it, the latest first: the report that followed, the acknowledgement, the command
${call} "$API/devices/${did}/cmd?limit=4"; echo
`;
}
