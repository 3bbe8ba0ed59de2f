-- Until when devices that nobody knows may come in and wait for approval (contract.md §1); null: they may not.
alter table product add column adoption_until timestamptz;

-- Devices that came in with a did and a passcode of their own. They are no devices of ours before somebody approves them; the
-- passcode they came with first is theirs, and nobody else gets in with another one meanwhile.
create table waiting_device (
  did text primary key,
  product_id integer not null references product on delete cascade,
  passcode_sealed bytea not null,
  client_ip text not null,
  -- What counts as one address: an IPv6 network of 64 bits.
  client_network text not null,
  is_refused boolean not null default false,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null
);
create index waiting_device_product on waiting_device (product_id, is_refused, first_seen_at, did);
create index waiting_device_address on waiting_device (client_network) where not is_refused;
