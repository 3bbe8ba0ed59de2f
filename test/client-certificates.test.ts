import { afterAll, beforeAll, expect, test } from 'vitest';
import { MqttConnection } from '../src/simulator/mqtt-connection.ts';
import { readTlsMaterial } from '../src/tls/read-tls-material.ts';
import { deviceContextOptions, mqttsOptions } from '../src/tls/secure-server-options.ts';
import { CertificateAuthority, type IssuedCertificate } from './certificate-authority.ts';
import { type RunningGateway, startGateway } from './running-gateway.ts';

let authority: CertificateAuthority;
let strangers: CertificateAuthority;
let gateway: RunningGateway;
let port: number;

beforeAll(async () => {
  authority = new CertificateAuthority();
  strangers = new CertificateAuthority();
  gateway = await startGateway({ tls: mqttsOptions(await material(authority)) });
  port = await gateway.gateway.listenSecurely({ port: 0, host: '127.0.0.1' });
});

afterAll(async () => {
  await gateway.stop();
  authority.remove();
  strangers.remove();
});

function material({ certificatePath: clientAuthorities }: CertificateAuthority) {
  const { certificatePath: certificate, keyPath: key } = authority.issue('server');
  return readTlsMaterial({ certificate, key, clientAuthorities });
}

async function logIn(shown: IssuedCertificate | undefined, given: { passcode?: string } = {}): Promise<void> {
  const device = { ...(await gateway.createDevice()), ...given };
  const { certificate: ca } = authority;
  const connection = new MqttConnection({
    server: {
      host: '127.0.0.1',
      port,
      tls: { ca, ...(shown && { cert: shown.certificate, key: shown.key }) },
    },
    login: { ...device, version: '3.1.1', keepAliveSeconds: 0 },
    onMessage: () => {},
    onAcknowledged: () => {},
  });
  await connection.logIn().finally(() => connection.cut());
}

const unheard = /closed|ECONNRESET|alert|certificate/;

test('a device with a certificate of the authority logs in, and needs its passcode as well', async () => {
  const own = authority.issue('device');
  await logIn(own);
  await expect(logIn(own, { passcode: 'WRONGPASSC' })).rejects.toThrow('return code 4');
});

test('a device without a certificate, or with another, is not heard', async () => {
  await expect(logIn(undefined)).rejects.toThrow(unheard);
  await expect(logIn(strangers.issue('device'))).rejects.toThrow(unheard);
  await expect(logIn(authority.issue('expired', -1))).rejects.toThrow(unheard);
});

test('another authority counts from the next handshake on', async () => {
  gateway.gateway.secureServer!.setSecureContext(deviceContextOptions(await material(strangers)));
  await expect(logIn(authority.issue('device'))).rejects.toThrow(unheard);
  await logIn(strangers.issue('device'));
});
