-- Short codes and alphanumeric sender ids do not start with +. They are unique within an organization, a short code
-- together with its country, and have no claim.
alter table numbers drop constraint line_starts_with_plus;
alter table numbers add column country text;
alter table numbers add constraint country_is_of_short_code check (country is null or substr(line, 1, 1) <> '+');
drop index number_line_is_unique;
create unique index number_line_is_unique on numbers (organization_id, line, provider, coalesce(country, ''))
  where released_at is null;
create index local_numbers on numbers (organization_id, id) where substr(line, 1, 1) <> '+';
