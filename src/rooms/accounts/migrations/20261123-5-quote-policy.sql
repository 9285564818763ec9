-- Who may quote what an account writes, unless a post says otherwise.
alter table accounts.account
  add column default_quote_policy text not null default 'public' check (default_quote_policy in ('public', 'followers', 'nobody'));
