import { parentPort, workerData } from 'node:worker_threads';
import { LoadGenerator } from '../src/simulator/load-generator.ts';
import type { ReportingDevicesOptions } from './reporting-devices.ts';

// Answers each message with how many reports are acknowledged, the first one when all devices have begun.
const { payload, ...options } = workerData as ReportingDevicesOptions;
const bytes = Buffer.from(payload.bytes);
const load = new LoadGenerator({ ...options, payload: { ...payload, bytes } });
await load.connect();
load.begin();
parentPort!.on('message', () => parentPort!.postMessage(load.acknowledged));
