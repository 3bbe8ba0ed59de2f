insert into alarm (device_id, raised_at, seq, name, kind, cleared_at) values
  (1, now() - interval '1 hour', 4294967300, 'dry', 'fault', null),
  (2, now() - interval '23 hours', 4294967299, 'dry', 'fault', now() - interval '22 hours');
