import { expect, test } from "vitest";
import { parseConnectionUrl } from "../../src/storage/postgres/connection-url.ts";

test.each([
  ["postgres://ann:p%40ss@db:5433/name?sslmode=require", false],
  ["postgresql://localhost/name", false],
  ["postgres:///name?host=/var/run/postgresql", false],
])("%s has one server and stays the same", (url, requiresWritable) => {
  expect(parseConnectionUrl(url)).toEqual({ servers: [url], requiresWritable });
});

test("several servers are tried in turn, each with its port, and must accept writes", () => {
  expect(parseConnectionUrl("postgres://ann:secret@a,b:5433,[::1]/name?sslmode=require")).toEqual({
    servers: [
      "postgres://ann:secret@a/name?sslmode=require",
      "postgres://ann:secret@b:5433/name?sslmode=require",
      "postgres://ann:secret@[::1]/name?sslmode=require",
    ],
    requiresWritable: true,
  });
});

test.each([
  ["read-write", true],
  ["primary", true],
  ["any", false],
])("target_session_attrs=%s is applied", (value, requiresWritable) => {
  const parsed = parseConnectionUrl(`postgres://a/name?target_session_attrs=${value}`);
  expect(parsed).toEqual({ servers: ["postgres://a/name"], requiresWritable });
});

test("parameters that would have no effect are refused by name", () => {
  expect(() => parseConnectionUrl("postgres://a/name?pool_mode=session&statement_timeout=5")).toThrow(
    "The database URL has the unknown parameter pool_mode, statement_timeout. Known are application_name,",
  );
  expect(() => parseConnectionUrl("postgres://a/name?target_session_attrs=standby")).toThrow(
    "target_session_attrs of the database URL must be any, primary, read-write, got standby.",
  );
});
