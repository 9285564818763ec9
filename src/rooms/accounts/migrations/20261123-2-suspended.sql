-- Who is suspended, for counts that leave them out: few, so that they are read whole.
create index account_suspended on accounts.account (id) where standing = 'suspended';
