-- In which language a user is written to, as his app said it: `en`, `zh-cn`.
alter table app_user add column lang text;
-- Who comes with an account of somebody else's: `{"wechat": "o6_b"}`, the uid as its verifier said it.
create unique index app_user_account on app_user (enterprise_id, auth_src) where auth_src is not null;

-- The hash of md5(appid + app secret), by which an app shows its secret. Null until the secret of an app that was there
-- before is rotated.
alter table app add column auth_hash bytea;

create table app_token (
  token_hash bytea primary key,
  appid text not null references app on delete cascade,
  expired_at timestamptz not null
);
create index app_token_app on app_token (appid);
create index app_token_expiry on app_token (expired_at);

-- Codes on their way to somebody. Both hashes are keyed, so neither the recipient nor the code can be guessed from here.
create table verification_code (
  -- Of the app, the purpose and the recipient.
  scope_hash bytea primary key,
  code_hash bytea not null,
  attempts smallint not null default 0,
  expired_at timestamptz not null
);
create index verification_code_expiry on verification_code (expired_at);
