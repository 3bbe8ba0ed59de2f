-- What a user of an app says of a device that he has bound. Of an owner: whether nobody else may bind the device unless it
-- is shared with him.
alter table binding
  add column is_exclusive boolean not null default false,
  add column remark text not null default '',
  add column dev_alias text not null default '',
  add column dev_label text[] not null default '{}';
