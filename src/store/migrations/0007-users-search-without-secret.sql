-- Whether /v1/users/search takes the secret of a product in place of the enterprise's own (contract.md §2, §10).
alter table enterprise add column users_search_without_secret boolean not null default false;
