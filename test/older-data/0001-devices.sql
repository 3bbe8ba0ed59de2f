-- The first device is online when its server is killed; the third is disabled and has never been there.
insert into device (product_id, did, mac, device_sn, passcode_sealed, is_disabled, created_at, first_online_at,
  longitude, latitude, country, region, city)
values
  (1, 'olderDevice00000000001', '02000000000a', 'SN-1',
    '\x282ba6af81fe3411cc33463a7bd8e862b9493f47b47175c5481c95669c105b457c0ac85f9934', false, now() - interval '20 days',
    now() - interval '24 hours', 113.26, 23.13, 'China', 'Guangdong', 'Guangzhou'),
  (1, 'olderDevice00000000002', '02000000000b', null, null, false, now() - interval '20 days', now() - interval '23 hours',
    null, null, null, null, null),
  (1, 'olderDevice00000000003', '02000000000c', null, null, true, now() - interval '20 days', null, null, null, null, null, null);
insert into device_did select did, id from device;
insert into device_mac select product_id, mac, id from device;

insert into device_state (device_id, image, definition_version, reported_at, is_faulty, is_online, online_at, session_seq, keep_alive_s, client_ip)
values
  (1, '\x07010000002a01', 1, now() - interval '1 hour', true, true, now() - interval '24 hours', 4294967297, 120, '127.0.0.1'),
  (2, '\x07010000002900', 1, now() - interval '23 hours', false, false, null, 0, null, null),
  (3, null, 0, null, false, false, null, 0, null, null);

insert into device_activity (device_id, month, days)
  select device_id, date_trunc('month', day)::date, bit_or(1 << extract(day from day)::integer - 1)
  from (select device_id, (received_at at time zone 'Asia/Shanghai')::date as day from frame) reported group by 1, 2;

-- Nobody knew of users then: a binding named somebody who was nowhere else.
insert into binding (device_id, uid, bound_at) values (1, 'somebody', now() - interval '2 days');
