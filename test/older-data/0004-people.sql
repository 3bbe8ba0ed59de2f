insert into app_user (uid, enterprise_id, appid, username, name, created_at, updated_at)
  values ('0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d', '0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e', '0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a', 'lao-wang',
    '老王', now() - interval '2 days', now() - interval '2 days');
insert into user_token (token_hash, uid, appid, expired_at)
  values (sha256('0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f'), '0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d', '0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a', now() + interval '90 days');
insert into binding (device_id, uid, bound_at, is_owner, appid)
  values (1, '0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d', now() - interval '2 days', true, '0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a');
select record_user_activity('0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d', '0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a',
  report_date(now() - interval '2 days'));
insert into device_group (gid, product_id, created_at) values ('0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b', 1, now() - interval '2 days');
update device_standing set group_id = 1 where device_id = 2;
