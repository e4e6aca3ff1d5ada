-- The numbers that carriers do not have any more are few among many.
create index concurrently numbers_missing_at_carrier on numbers (organization_id, provider) where carrier_missing_at is not null;
