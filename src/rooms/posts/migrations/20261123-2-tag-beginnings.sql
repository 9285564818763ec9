-- Tags that begin with some letters, byte by byte, whatever order the database keeps words in.
create index tag_beginning on posts.tag (key collate "C");
