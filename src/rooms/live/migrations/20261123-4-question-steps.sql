-- What became of each question, step by step: who is behind, or watches later, is told what it was at their moment.
create table live.question_step (
  question_id bigint not null references live.question on delete cascade,
  number integer not null,
  room_id bigint not null,
  at timestamptz not null,
  state text not null,
  carrier_id bigint,
  answer_post_id bigint,
  primary key (question_id, number)
);
create index question_step_room on live.question_step (room_id, at);
create index question_step_carrier on live.question_step (carrier_id) where carrier_id is not null;
create index question_step_answer on live.question_step (answer_post_id) where answer_post_id is not null;

insert into live.question_step (question_id, number, room_id, at, state)
  select id, 1, room_id, created_at, 'asked' from live.question;
insert into live.question_step (question_id, number, room_id, at, state, carrier_id, answer_post_id)
  select id, 2, room_id, changed_at, state, carrier_id, answer_post_id from live.question where changed_at > created_at;

-- What was written offline stands at its own moment.
create index note_written on live.note (room_id, written_at) where written_at is not null;
