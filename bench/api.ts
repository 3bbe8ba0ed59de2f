import { join } from 'node:path';
import { compileStatusLayout } from '../src/codec/status-layout.ts';
import { greenhouseController } from '../src/model/example-products/greenhouse-controller.ts';
import { parseProductDefinition } from '../src/model/product-definition.ts';
import { countedReport } from '../src/simulator/counted-payload.ts';
import { createPartitions } from '../src/store/partitions.ts';
import { type BenchCustomer, createCustomer, importDevices } from './bench-customer.ts';
import { readFlags } from './bench-flags.ts';
import { crowdGid, crowdMac, crowdUid, makeCrowd } from './device-crowd.ts';
import { freePort } from './free-port.ts';
import { type HttpLoadFigures, runHttpLoad } from './http-load.ts';
import { framesPerDevice } from './long-log.ts';
import { MeasuredServer } from './measured-server.ts';
import { PeerProcess } from './peer-process.ts';
import { median } from './percentile.ts';
import { printResult } from './print-result.ts';
import { ReportingDevices } from './reporting-devices.ts';
import { withScratchFolder } from './scratch-folder.ts';

/**
 * How many requests a second the endpoints of /v1 answer that programs call most, and how long callers wait, with token
 * check and quota. Beside each, in the same rounds, a bare Fastify route with a plain query. Then once more while
 * devices report.
 */
const flags = readFlags({
  devices: 100_000,
  connections: 32,
  seconds: 3,
  rounds: 3,
  /** Messages a second of a thousand devices, for the last rows; 0 leaves them out. */
  ingestRate: 20_000,
  /** Requests a second while devices report, after the rows in which each caller asks again at once. */
  callRate: 200,
  processes: 1,
  program: '',
});

interface Request {
  readonly name: string;
  /** Below /v1/products/{product_key}. */
  readonly ours: () => string;
  readonly bare: () => string;
  readonly isMeasuredDuringIngest?: boolean;
}

const reportingDevices = 1_000;
const devicesWithLog = 20;
const frameEveryMs = 10_000;
const reportWindow = 256;
const loadOptions = { connections: flags.connections, seconds: flags.seconds };

await withScratchFolder(async (folder) => {
  const dataDir = join(folder, 'data');
  const server = await MeasuredServer.start({
    dataDir,
    processes: flags.processes,
    ...(flags.program === '' ? {} : { program: flags.program }),
  });
  try {
    const customer = await createCustomer(server, greenhouseController);
    const reporting = await importDevices(server, customer, reportingDevices);
    const requests = await prepare(server, customer);
    const port = await freePort();
    const bareApi = new URL('./bare-api.js', import.meta.url).pathname;
    const connection = JSON.stringify(await server.databaseConnection());
    const bare = await PeerProcess.start(process.execPath, [bareApi, String(port), connection], port);
    const rows = [];
    try {
      for (const request of requests) rows.push(await compare(request, { server, customer, barePort: port }));
    } finally {
      await bare.stop();
    }
    if (flags.ingestRate > 0) {
      const devices = await ReportingDevices.start({
        server: { host: '127.0.0.1', port: server.mqttPort },
        devices: reporting,
        payload: payloadOf(customer),
        window: reportWindow,
        messagesPerSecond: flags.ingestRate,
      });
      for (const request of requests.filter(({ isMeasuredDuringIngest }) => isMeasuredDuringIngest)) {
        for (const requestsPerSecond of [undefined, flags.callRate]) {
          const acknowledged = await devices.acknowledged();
          const startedMs = performance.now();
          const figures = await ask(request, { server, customer, requestsPerSecond });
          const reports = (await devices.acknowledged()) - acknowledged;
          const pace = requestsPerSecond === undefined ? '' : ` ${requestsPerSecond}/s,`;
          rows.push({
            ...rowOf(`${request.name},${pace} while devices report`, figures),
            'reports/s': (1000 * reports) / (performance.now() - startedMs),
          });
        }
      }
      await devices.stop();
    }
    printResult({
      bench: 'api',
      headline: `${flags.devices} devices, ${flags.connections} connections, ${flags.processes} process(es), token and quota on; medians of ${flags.rounds}`,
      rows,
    });
  } finally {
    await server.stop();
  }
});

async function prepare(server: MeasuredServer, customer: BenchCustomer): Promise<Request[]> {
  const { productKey } = customer;
  const startMs = Math.floor(Date.now() / 1000) * 1000 - framesPerDevice * frameEveryMs;
  const database = await server.connectDatabase();
  await createPartitions(database, startMs);
  await makeCrowd(database, {
    productKey,
    devices: flags.devices,
    devicesWithLog,
    framesPerDevice,
    startMs,
    frameEveryMs,
    payload: payloadOf(customer).bytes,
  });
  const { rows } = await database.query(
    `select p.id as product_id, min(d.id) as first_device_id from product p join device d on d.product_id = p.id
     where product_key = $1 and did like 'crowd%' group by p.id`,
    [productKey],
  );
  await database.end();
  return requestsFor({
    productId: rows[0].product_id,
    firstDeviceId: Number(rows[0].first_device_id),
    startMs,
  });
}

interface CrowdPlace {
  readonly productId: number;
  readonly firstDeviceId: number;
  readonly startMs: number;
}

function requestsFor({ productId, firstDeviceId, startMs }: CrowdPlace): Request[] {
  let turn = 0;
  const next = (below: number): number => (turn++ * 7919) % below;
  const endMs = startMs + framesPerDevice * frameEveryMs - 1000;
  const search = (name: string, query: string, where: string): Request => ({
    name: `devices/search ${name}`,
    ours: () => `/devices/search?${query}`,
    bare: () => `/search?${new URLSearchParams({ product_id: String(productId), where })}`,
    isMeasuredDuringIngest: name === 'all',
  });
  const since = Math.floor(Date.now() / 1000) - 36_000;
  return [
    {
      name: 'device_detail',
      ours: () => `/device_detail?mac=${crowdMac(1 + next(flags.devices))}`,
      bare: () => `/device_detail?product_id=${productId}&mac=${crowdMac(1 + next(flags.devices))}`,
      isMeasuredDuringIngest: true,
    },
    search('all', '', 'true'),
    search('country', 'country=Land%201', "p.country = 'Land 1'"),
    search('city', 'city=City%207', "p.city = 'City 7'"),
    search('is_online', 'is_online=1', 's.is_online'),
    search('is_faulty', 'is_faulty=1', 's.is_faulty'),
    search('is_alert', 'is_alert=1', 's.is_alert'),
    search('liveness_start', `liveness_start=${since}`, `t.reported_at >= to_timestamp(${since})`),
    search('gid', `gid=${crowdGid}`, `s.group_id = (select id from device_group where gid = '${crowdGid}')`),
    search(
      'uid',
      `type=uid&val=${crowdUid}`,
      `d.id in (select device_id from binding where uid = '${crowdUid}')`,
    ),
    search('mac', `type=mac&val=${crowdMac(77)}`, `d.mac = '${crowdMac(77)}'`),
    {
      name: `devices/{did}/cmd, ${framesPerDevice} frames`,
      ours: () =>
        `/devices/crowd${String(1 + next(devicesWithLog)).padStart(17, '0')}/cmd?start_ts=${startMs / 1000}&end_ts=${endMs / 1000}`,
      bare: () =>
        `/cmd?device_id=${firstDeviceId + next(devicesWithLog)}&start_ms=${startMs}&end_ms=${endMs + 1000}`,
      isMeasuredDuringIngest: true,
    },
  ];
}

interface Asked {
  readonly server: MeasuredServer;
  readonly customer: BenchCustomer;
  readonly requestsPerSecond?: number | undefined;
}

async function compare(request: Request, asked: Asked & { readonly barePort: number }) {
  const ours: HttpLoadFigures[] = [];
  const bare: HttpLoadFigures[] = [];
  // Interleaved: what slows the machine for a while slows both.
  for (let round = 0; round < flags.rounds; round++) {
    ours.push(await ask(request, asked));
    bare.push(
      await runHttpLoad({ ...loadOptions, port: asked.barePort, headers: {}, nextUrl: request.bare }),
    );
  }
  const ratios = ours.map((figures, round) => figures.requestsPerSecond / bare[round]!.requestsPerSecond);
  return {
    ...rowOf(request.name, medianOf(ours)),
    'bare req/s': medianOf(bare).requestsPerSecond,
    'bare p99 ms': medianOf(bare).p99Ms,
    '× bare': median(ratios),
  };
}

function ask({ ours }: Request, { server, customer, requestsPerSecond }: Asked): Promise<HttpLoadFigures> {
  return runHttpLoad({
    ...loadOptions,
    requestsPerSecond,
    port: Number(new URL(server.httpUrl).port),
    headers: { authorization: customer.authorization },
    nextUrl: () => `/v1/products/${customer.productKey}${ours()}`,
  });
}

function medianOf(figures: readonly HttpLoadFigures[]): HttpLoadFigures {
  return {
    requestsPerSecond: median(figures.map((figure) => figure.requestsPerSecond)),
    p50Ms: median(figures.map((figure) => figure.p50Ms)),
    p99Ms: median(figures.map((figure) => figure.p99Ms)),
  };
}

function rowOf(name: string, { requestsPerSecond, p50Ms, p99Ms }: HttpLoadFigures) {
  return { request: name, 'req/s': requestsPerSecond, 'p50 ms': p50Ms, 'p99 ms': p99Ms };
}

function payloadOf({ productKey }: BenchCustomer) {
  return countedReport(
    compileStatusLayout(parseProductDefinition(greenhouseController, productKey)),
    'water_used',
  );
}
