-- Finds any three or more characters in a row without reading every row. A trusted extension: the owner of the
-- database may create it. https://www.postgresql.org/docs/current/pgtrgm.html
create extension if not exists pg_trgm;
create index numbers_by_text on numbers using gin (search_key gin_trgm_ops);
create index users_by_text on users using gin (search_key gin_trgm_ops);
