-- As in 0001-devices.sql.
insert into place (country, region, city) values ('China', 'Guangdong', 'Guangzhou');
insert into device (product_id, did, mac, device_sn, passcode_sealed, created_at, longitude, latitude, location_source)
values
  (1, 'olderDevice00000000001', '02000000000a', 'SN-1',
    '\x282ba6af81fe3411cc33463a7bd8e862b9493f47b47175c5481c95669c105b457c0ac85f9934', now() - interval '20 days', 113.26, 23.13, 'hand'),
  (1, 'olderDevice00000000002', '02000000000b', null, null, now() - interval '20 days', null, null, null),
  (1, 'olderDevice00000000003', '02000000000c', null, null, now() - interval '20 days', null, null, null);
insert into device_did select did, id from device;
insert into device_mac select product_id, mac, id from device;

insert into device_state (device_id, image, definition_version, reported_at) values
  (1, '\x07010000002a01', 1, now() - interval '1 hour'),
  (2, '\x07010000002900', 1, now() - interval '23 hours'),
  (3, null, 0, null);
insert into device_standing (device_id, product_id, place_id, is_disabled, is_online, is_faulty, first_online_on, first_online_at,
  online_at, session_seq, keep_alive_s, client_ip)
values
  (1, 1, 1, false, true, true, report_date(now() - interval '24 hours'), now() - interval '24 hours', now() - interval '24 hours',
    4294967297, 120, '127.0.0.1'),
  (2, 1, 0, false, false, false, report_date(now() - interval '23 hours'), now() - interval '23 hours', null, 0, null, null),
  (3, 1, 0, true, false, false, null, null, null, 0, null, null);
do $$
declare
  device_ids bigint[] := (select array_agg(device_id order by seq) from frame);
  days date[] := (select array_agg(report_date(received_at) order by seq) from frame);
begin
  call record_activity(device_ids, days);
end $$;
