-- A token whose association has ended answers "no longer associated" rather than "unknown" (contract.md §2), so it
-- stays until the pair is associated anew, its secret is rotated, or it has been expired for long.
alter table access_token
  drop constraint access_token_enterprise_id_product_id_fkey,
  add foreign key (enterprise_id) references enterprise on delete cascade,
  add foreign key (product_id) references product on delete cascade;
