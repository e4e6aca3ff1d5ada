-- Who held a line on some day is asked of released numbers too, which the unique index leaves out.
create index numbers_by_line on numbers (organization_id, line);

-- Old answers are forgotten by age alone, whose they were.
drop index idempotency_by_age;
create index idempotency_by_age on idempotency (created_at);

-- Beside this text, the numbers held under a label get their search key anew: src/storage/migrate.ts.
