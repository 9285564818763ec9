-- What an address shows of itself, once for however many posts name it.
create table links.card (
  -- SHA-256 of the address, since addresses may be longer than an index row.
  key text primary key,
  url text not null,
  host text not null,
  -- What is shown; null while nothing is known, and when there is nothing to show.
  facts jsonb,
  picture_key text,
  -- Since when somebody waits for it; null when it has been looked at.
  wanted_at timestamptz,
  -- When somebody set out to look; long ago means that they never came back.
  claimed_at timestamptz,
  -- From then on the next post that names it has it looked at again.
  expires_at timestamptz not null
);
-- The line of those that are to be looked at, the first come first.
create index card_wanted on links.card (wanted_at) include (host) where wanted_at is not null;
create index card_picture on links.card (picture_key) where picture_key is not null;
create index card_expiry on links.card (expires_at, key);
