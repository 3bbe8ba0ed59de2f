import { createServer, type Server } from 'node:https';
import type { TlsOptions } from 'node:tls';
import type { HttpApp } from './http-face.ts';
import { httpLimits, serverOptions } from './http-limits.ts';
import { limitConnections } from './limit-connections.ts';
import { refuseBrokenRequest } from './refuse-broken-request.ts';

/** A second server of the app, for the same requests over TLS. */
export function createHttpsServer(
  app: HttpApp,
  { tls, trustedProxies }: { readonly tls: TlsOptions; readonly trustedProxies: readonly string[] },
): Server {
  const server = createServer({ ...tls, ...serverOptions(httpLimits) }, (request, response) =>
    app.routing(request, response),
  );
  server.requestTimeout = httpLimits.requestTimeoutMs;
  server.keepAliveTimeout = httpLimits.keepAliveTimeoutMs;
  server.setTimeout(httpLimits.connectionTimeoutMs);
  server.on('clientError', refuseBrokenRequest);
  limitConnections(server, { perAddress: httpLimits.connectionsPerAddress, trustedProxies });
  return server;
}
