import { compileStatusLayout } from '../src/codec/status-layout.ts';
import { greenhouseController } from '../src/model/example-products/greenhouse-controller.ts';
import { parseProductDefinition } from '../src/model/product-definition.ts';
import { countedReport } from '../src/simulator/counted-payload.ts';
import { LoadGenerator } from '../src/simulator/load-generator.ts';

/**
 * A program that is one device gone wild: its arguments are the MQTT port, its did and its passcode. It sends far ahead of
 * its acknowledgements, as fast as its socket takes it, and comes back a moment after it was cut.
 */
const window = 10_000;
const reconnectPauseMs = 100;

const [port, did, passcode] = process.argv.slice(2);
const load = new LoadGenerator({
  server: { host: '127.0.0.1', port: Number(port) },
  devices: [{ did: did!, passcode: passcode! }],
  payload: countedReport(
    compileStatusLayout(parseProductDefinition(greenhouseController, '0'.repeat(32))),
    'water_used',
  ),
  window,
  reconnectPauseMs,
});
await load.connect();
load.begin();
