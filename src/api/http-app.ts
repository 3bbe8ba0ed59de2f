import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import {
  type FastifyBaseLogger,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  LogController,
} from 'fastify';
import type { HttpAnswer } from '../metrics/http-metrics.ts';
import { QiyunError } from '../model/errors.ts';
import { answeredError } from './answered-error.ts';
import { appErrorForm } from './app/app-error-form.ts';
import { answerOf, toQiyunError } from './error-answer.ts';
import type { ErrorForm } from './error-form.ts';
import { registerHealth } from './health.ts';
import type { HttpApp } from './http-face.ts';
import { type HttpLimits, httpLimits, serverOptions } from './http-limits.ts';
import { limitConnections } from './limit-connections.ts';
import { refuseBrokenRequest } from './refuse-broken-request.ts';
import { requestIds } from './request-ids.ts';
import { createSchemaCompiler } from './schema-compiler.ts';
import { compileSerializerOnFirstUse } from './serializer-compiler.ts';

export interface HttpAppOptions {
  /** Resolves when the server can do its work; rejects with what `/readyz` answers. */
  readonly checkReady: () => Promise<unknown>;
  /** Without one, nothing is logged. */
  readonly logger?: FastifyBaseLogger;
  /** Addresses or CIDR blocks whose X-Forwarded-For is believed (contract.md §4, 5012). */
  readonly trustedProxies?: readonly string[];
  /** Logs every answer at any level; otherwise they are logged at debug. */
  readonly logsAccess?: boolean;
  /** Told of every answer that has gone out. */
  readonly onAnswered?: (answer: HttpAnswer) => void;
  readonly limits?: Partial<HttpLimits>;
}

/**
 * The frame that every face stands in: limits, request ids (`x-request-id`), validation, error answers in the shape of
 * contract.md §4, `/healthz` and `/readyz`. It parses no bodies: faces bring a parser, such as `acceptJsonBodies`.
 */
export function createHttpApp(options: HttpAppOptions): HttpApp {
  const { checkReady, logger, trustedProxies = [], logsAccess = false, onAnswered } = options;
  const limits = { ...httpLimits, ...options.limits };
  const app = fastify({
    ...(logger === undefined ? { logger: false } : { loggerInstance: logger }),
    // Its log lines carry the query string, and with it secrets (contract.md §2).
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    bodyLimit: limits.bodyBytes,
    http: serverOptions(limits),
    routerOptions: { maxParamLength: limits.pathParameterLength },
    requestTimeout: limits.requestTimeoutMs,
    connectionTimeout: limits.connectionTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    requestIdHeader: false,
    genReqId: requestIds(trustedProxies),
    // What arrives while the server closes is still answered as usual; only its connection ends.
    return503OnClosing: false,
    frameworkErrors: (thrown, request, reply) =>
      answerError(toQiyunError(thrown, request.id), request, reply),
    clientErrorHandler: refuseBrokenRequest,
  }).withTypeProvider<TypeBoxTypeProvider>() as HttpApp;
  app.removeAllContentTypeParsers();
  app.setValidatorCompiler(createSchemaCompiler());
  app.setSerializerCompiler(compileSerializerOnFirstUse);
  answeredError.declareOn(app);
  app.setErrorHandler((thrown, request, reply) => {
    const error = toQiyunError(thrown, request.id);
    answeredError.set(request, error);
    answerError(error, request, reply);
  });
  app.setNotFoundHandler(async ({ method, url }) => {
    const detail = `path: there is no ${method} ${pathOf(url)}`;
    throw new QiyunError('5002', { status: 404, detail });
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...defaultHeaders, 'x-request-id': request.id });
  });
  if (logger) app.addHook('onResponse', answerLogger(logsAccess));
  if (onAnswered) {
    app.addHook('onResponse', (request, reply, done) => {
      const { method, routeOptions } = request;
      onAnswered({
        method,
        route: routeOptions.url,
        status: reply.statusCode,
        durationMs: reply.elapsedTime,
      });
      done();
    });
  }
  registerHealth(app, checkReady);
  limitConnections(app.server, { perAddress: limits.connectionsPerAddress, trustedProxies });
  return app;
}

/** Of every answer that does not say otherwise: nobody keeps it, and no browser takes it for a page or puts it into one. */
const defaultHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
};

function answerError(error: QiyunError, request: FastifyRequest, reply: FastifyReply): void {
  const form = request.routeOptions?.config?.access?.errorForm ?? formOfPath(request.url);
  const { status, retryAfterSeconds, body } = answerOf(error, request.headers['accept-language'], form);
  // Who asks whether the server is ready is told why not, again and again. 501 is what this installation does not have.
  if (status >= 500 && status !== 501 && request.routeOptions?.url !== '/readyz') {
    const { method, url } = request;
    request.log.error({ err: error, method, path: pathOf(url) }, 'request failed');
  }
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
  reply
    .code(status)
    .headers({ ...defaultHeaders, 'x-request-id': request.id })
    .type('application/json; charset=utf-8')
    .send(body);
}

/** Where no route was found: apps read refusals of every path below /app (app-open-api.md §5.3). */
function formOfPath(url: string): ErrorForm | undefined {
  return /^\/app(\/|$)/.test(pathOf(url)) ? appErrorForm : undefined;
}

/** Without the query string, which carries secrets (contract.md §2). */
function answerLogger(logsAccess: boolean) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { method, url, ip } = request;
    const durationMs = Math.round(reply.elapsedTime);
    const answer = { method, path: pathOf(url), status: reply.statusCode, durationMs, ip };
    if (logsAccess) request.log.child({}, { level: 'info' }).info(answer, 'answered');
    else request.log.debug(answer, 'answered');
  };
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url;
}
