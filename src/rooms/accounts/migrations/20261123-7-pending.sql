-- Who waits to be let in, for whoever runs the server: few, and asked for by themselves.
create index account_pending on accounts.account (id) where standing = 'pending';
