-- What every version has written alike: who there is, and what devices said. The secrets are `old enterprise secret`,
-- `0123456789abcdef0123456789abcdef` of the product and `OLDDEVICE1` of the first device, sealed with the key of older-data.ts.
do $$
begin
  for n in -2..3 loop
    execute format('create table frame_%1$s partition of frame for values from (%2$L) to (%3$L)',
      to_char(now() at time zone 'UTC' + n * interval '1 day', 'YYYYMMDD'),
      date_trunc('day', now() at time zone 'UTC') + n * interval '1 day',
      date_trunc('day', now() at time zone 'UTC') + (n + 1) * interval '1 day');
  end loop;
  for n in -1..1 loop
    execute format('create table presence_event_%1$s partition of presence_event for values from (%2$L) to (%3$L)',
      to_char(date_trunc('month', now() at time zone 'UTC') + n * interval '1 month', 'YYYYMM'),
      date_trunc('month', now() at time zone 'UTC') + n * interval '1 month',
      date_trunc('month', now() at time zone 'UTC') + (n + 1) * interval '1 month');
  end loop;
end $$;

insert into installation (report_time_zone) values ('Asia/Shanghai');
insert into server_process (instance, started_at, renewed_at, last_seq)
  values ('older', now() - interval '25 hours', now() - interval '30 minutes', 4294967300);
insert into enterprise (enterprise_id, name, secret_hash, created_at)
  values ('0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e', '老农场', sha256('old enterprise secret'), now() - interval '30 days');
insert into product (product_key, enterprise_id, name, secret_sealed, definition_version, created_at)
  values ('0123456789abcdef0123456789abcdef', '0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e', '水泵',
    '\x811f0a24202a1a2bd82ad95448c473a54371bd4987edc602bd9e2ddc8e1f28c15bdd1766c25b8535032c5ea0e946ae7fb3024d115e6a749af4c8ebae',
    1, now() - interval '30 days');
insert into product_definition (product_id, version, document, created_at) values (1, 1, '{
  "name": "水泵", "packetVersion": "0x00000004", "protocolType": "standard", "product_key": "0123456789abcdef0123456789abcdef",
  "entities": [{"id": 0, "name": "entity0", "display_name": "水泵", "attrs": [
    {"id": 0, "name": "running", "display_name": "运行", "desc": "", "data_type": "bool", "type": "status_writable",
      "position": {"byte_offset": 0, "bit_offset": 0, "len": 1, "unit": "bit"}},
    {"id": 1, "name": "litres", "display_name": "水量", "desc": "", "data_type": "uint32", "type": "status_readonly",
      "position": {"byte_offset": 1, "bit_offset": 0, "len": 4, "unit": "byte"},
      "uint_spec": {"addition": 0, "max": 4294967295, "ratio": 1, "min": 0}},
    {"id": 2, "name": "dry", "display_name": "缺水", "desc": "", "data_type": "bool", "type": "fault",
      "position": {"byte_offset": 5, "bit_offset": 0, "len": 1, "unit": "bit"}}]}],
  "ui": {"object": {"version": 4, "showEditButton": false}, "sections": [{"elements": []}]}
}', now() - interval '30 days');
insert into association (enterprise_id, product_id, created_at)
  values ('0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e', 1, now() - interval '30 days');
insert into access_token (token_hash, enterprise_id, product_id, expired_at)
  values (sha256('0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c'), '0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e', 1, now() + interval '7 days');
insert into app (appid, enterprise_id, name, secret_hash, created_at)
  values ('0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a', '0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e', '果园', sha256('old app secret'),
    now() - interval '30 days');

insert into frame (device_id, received_at, seq, kind, definition_version, payload) values
  (1, now() - interval '24 hours', 4294967298, 1, 1, '\x000000030a00009104010000002900'),
  (1, now() - interval '1 hour', 4294967300, 1, 1, '\x000000030a00009104010000002a01'),
  (2, now() - interval '23 hours', 4294967299, 1, 1, '\x000000030a00009104010000002900');
insert into presence_event (device_id, occurred_at, seq, is_online, keep_alive_s)
  values (1, now() - interval '24 hours', 4294967297, true, 120);
