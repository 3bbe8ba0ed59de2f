-- The time by which it is decided what is old enough to be dropped, and how often the clock has been far ahead of it since.
alter table installation
  add column trusted_present timestamptz,
  add column doubtful_rounds integer not null default 0;
