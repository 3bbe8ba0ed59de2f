import { constants } from 'node:crypto';
import type { SecureContextOptions, TlsOptions } from 'node:tls';
import type { TlsMaterial } from '../model/tls-material.ts';

/** A client that takes longer for its handshake is cut. */
const handshakeTimeoutMs = 20_000;

/** For TLS 1.2, what Mozilla calls intermediate: forward secrecy and authenticated encryption only. TLS 1.3 has no others. */
const ciphers = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

/** What handshakes look like; `setSecureContext` takes it when a certificate is renewed. */
export function secureContextOptions({ certificate, key }: TlsMaterial): SecureContextOptions {
  return {
    cert: certificate,
    key,
    minVersion: 'TLSv1.2',
    ciphers,
    honorCipherOrder: true,
    // A client that renegotiates on and on has the server compute for nothing.
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
    // The same in all processes, whatever their command lines are.
    sessionIdContext: 'qiyun',
  };
}

/** The same for devices, which are believed if their certificate is of one of these authorities. */
export function deviceContextOptions(material: TlsMaterial): SecureContextOptions {
  const { clientAuthorities: ca } = material;
  return { ...secureContextOptions(material), ...(ca !== undefined && { ca }) };
}

/** Of HTTPS, which asks nobody for a certificate. */
export function httpsOptions(material: TlsMaterial): TlsOptions {
  return { ...secureContextOptions(material), handshakeTimeout: handshakeTimeoutMs };
}

/** Of MQTT: where there are authorities, nobody comes in without a certificate of theirs. */
export function mqttsOptions(material: TlsMaterial): TlsOptions {
  const isAsked = material.clientAuthorities !== undefined;
  return {
    ...deviceContextOptions(material),
    handshakeTimeout: handshakeTimeoutMs,
    requestCert: isAsked,
    rejectUnauthorized: isAsked,
  };
}
