-- Finds any three or more characters in a row without reading every row: https://sqlite.org/fts5.html
create virtual table numbers_search using fts5 (search_key, content = 'numbers', tokenize = 'trigram');
create trigger number_is_searchable after insert on numbers begin
  insert into numbers_search (rowid, search_key) values (new.rowid, new.search_key);
end;
create trigger number_is_searchable_anew after update of search_key on numbers begin
  insert into numbers_search (numbers_search, rowid, search_key) values ('delete', old.rowid, old.search_key);
  insert into numbers_search (rowid, search_key) values (new.rowid, new.search_key);
end;
insert into numbers_search (numbers_search) values ('rebuild');

create virtual table users_search using fts5 (search_key, content = 'users', tokenize = 'trigram');
create trigger user_is_searchable after insert on users begin
  insert into users_search (rowid, search_key) values (new.rowid, new.search_key);
end;
create trigger user_is_searchable_anew after update of search_key on users begin
  insert into users_search (users_search, rowid, search_key) values ('delete', old.rowid, old.search_key);
  insert into users_search (rowid, search_key) values (new.rowid, new.search_key);
end;
insert into users_search (users_search) values ('rebuild');
