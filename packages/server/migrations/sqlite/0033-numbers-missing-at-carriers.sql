-- The numbers that carriers do not have any more are few among many.
create index numbers_missing_at_carrier on numbers (organization_id, provider) where carrier_missing_at is not null;
insert into sqlite_stat1 (tbl, idx, stat) values ('numbers', 'numbers_missing_at_carrier', '10000 100 50');
analyze sqlite_schema;
