-- What one device of the product may send; null: the server's own limit.
alter table product
  add column max_messages_per_second integer check (max_messages_per_second > 0),
  add column max_payload_bytes integer check (max_payload_bytes > 0);
