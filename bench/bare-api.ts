import { fastify } from 'fastify';
import pg from 'pg';

/**
 * What one would write first: a Fastify route that runs one plain query, or a page and its count, and answers the rows.
 * No token, no quota, no validation, nothing merged. Arguments: port, and the PostgreSQL connection as JSON.
 */
const [port, connection] = process.argv.slice(2);
const pool = new pg.Pool({ ...(JSON.parse(connection!) as pg.PoolConfig), max: 10 });
const app = fastify();

type Query = { readonly Querystring: Readonly<Record<string, string>> };

const devices = `device d join device_standing s on s.device_id = d.id join device_state t on t.device_id = d.id
  join place p on p.id = s.place_id`;

app.get<Query>('/device_detail', async ({ query }) => {
  const { rows } = await pool.query(
    `select p.product_key, d.mac, d.did, s.is_online, s.is_disabled, d.type
     from device_mac k join device d on d.id = k.device_id join device_standing s on s.device_id = k.device_id
     join product p on p.id = d.product_id where k.product_id = $1 and k.mac = $2`,
    [query.product_id, query.mac],
  );
  return rows[0];
});

// The condition is the bench's own text.
app.get<Query>('/search', async ({ query }) => {
  const source = `${devices} where d.product_id = ${Number(query.product_id)} and not s.is_disabled and ${query.where}`;
  const page = await pool.query(
    `select d.did, d.mac, s.is_online, p.country, p.region, p.city, d.longitude, d.latitude, s.is_faulty, s.is_alert,
       s.online_at, d.created_at, d.mcu_hard_version, d.mcu_soft_version, d.wifi_hard_version, d.wifi_soft_version
     from ${source} order by d.id limit 20`,
  );
  const counted = await pool.query(`select count(*) from ${source}`);
  return { meta: { total: counted.rows[0].count, limit: 20, skip: 0 }, objects: page.rows };
});

app.get<Query>('/cmd', async ({ query }) => {
  const window = 'frame where device_id = $1 and received_at >= $2 and received_at < $3';
  const values = [query.device_id, new Date(Number(query.start_ms)), new Date(Number(query.end_ms))];
  const page = await pool.query(
    `select received_at, kind, payload from ${window} order by received_at desc, seq desc limit 20`,
    values,
  );
  const counted = await pool.query(`select count(*) from ${window}`, values);
  const objects = page.rows.map((row) => ({
    timestamp: row.received_at.getTime() / 1000,
    type: row.kind === 3 ? 'app2dev' : 'dev2app',
    payload: row.payload.toString('hex'),
  }));
  return { meta: { total: counted.rows[0].count, limit: 20, skip: 0 }, objects };
});

await app.listen({ port: Number(port), host: '127.0.0.1' });
