-- What people call a group; empty: nobody has named it. Groups may move within their tree, with all that is below them.
alter table device_group add column name text not null default '';
