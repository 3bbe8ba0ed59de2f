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

/** What a server whose certificate is renewed is given by `setSecureContext`, and to begin with. */
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

/** For a server that asks nobody for a certificate. */
export function secureServerOptions(material: TlsMaterial): TlsOptions {
  return { ...secureContextOptions(material), handshakeTimeout: handshakeTimeoutMs };
}
