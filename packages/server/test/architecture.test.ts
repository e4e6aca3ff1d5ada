import { readdir, readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { importsOf, layerOf, layers, violationsOf } from "./helpers/imports.ts";

const root = new URL("../src/", import.meta.url);
const files = (await readdir(root, { recursive: true })).filter((name) => name.endsWith(".ts"));

const violationsOfImport = (file: string, specifier: string) =>
  violationsOf(file, `import type { x } from "${specifier}";`);

test("the source keeps to the layers", async () => {
  const violations: string[] = [];
  for (const file of files)
    violations.push(...violationsOf(file, await readFile(new URL(file, root), "utf8")));
  expect(files.length).toBeGreaterThan(50);
  expect(violations).toEqual([]);
});

test("every layer has files", () => {
  const empty = Object.keys(layers).filter((layer) => !files.some((file) => layerOf(file) === layer));
  expect(empty).toEqual([]);
});

test("reads every form of import", () => {
  const source = `import { a } from "./a.ts";
    import type {
      B,
    } from './b.ts';
    import "./c.ts";
    export * from "./d.ts";
    export { type E } from "./e.ts";
    import * as f from "./f.ts"; import g from "./g.ts";
    import json from "./h.json" with { type: "json" };
    const i = await import("./i.ts");
    const j = require("./j.ts");
    type K = import("./k.ts").K;
    const text = "not imported from anywhere"; // from "./z.ts" neither`;
  const expected = [..."abcdefgijk"].map((name) => `./${name}.ts`).concat("./h.json");
  expect(importsOf(source).toSorted()).toEqual(expected.toSorted());
});

describe("rejects", () => {
  test.each([
    ["model.ts", "./core/users/find-user.ts", "model must not import core"],
    ["histogram.ts", "./model.ts", "shared must not import model"],
    ["text/email.ts", "../core/installation.ts", "text must not import core"],
    ["config.ts", "./model.ts", "config must not import model"],
    ["routing/route-input.ts", "./route-index.ts", "routing facts must not import routing"],
    ["routing/inbound.ts", "../storage/store.ts", "routing must not import storage contract"],
    ["storage/store.ts", "./open.ts", "storage contract must not import storage"],
    [
      "storage/contract/routes.ts",
      "../../routing/number-columns.ts",
      "storage contract must not import routing",
    ],
    ["storage/queries/routes.ts", "../../routing/route-index.ts", "storage must not import routing"],
    ["storage/open.ts", "../core/installation.ts", "storage must not import core"],
    ["storage/queries/users.ts", "../../core/kernel/ids.ts", "storage must not import core kernel"],
    [
      "storage/sqlite/sqlite.ts",
      "../postgres/postgres.ts",
      "SQLite engine must not import PostgreSQL engine",
    ],
    [
      "storage/postgres/postgres.ts",
      "../sqlite/sqlite.ts",
      "PostgreSQL engine must not import SQLite engine",
    ],
    ["core/kernel/mutate.ts", "../users/find-user.ts", "core kernel must not import core"],
    ["core/users/find-user.ts", "../../storage/open.ts", "core must not import storage"],
    ["core/users/find-user.ts", "../../storage/queries/users.ts", "core must not import storage"],
    ["core/users/find-user.ts", "../../http/errors.ts", "core must not import http"],
    ["core/users/find-user.ts", "../../app.ts", "core must not import wiring"],
    ["http/server.ts", "../storage/store.ts", "http must not import storage contract"],
    ["http/server.ts", "../routing/inbound.ts", "http must not import routing"],
    ["http/server.ts", "../config.ts", "http must not import config"],
    ["http/mounting/mount.ts", "../../dialects/index.ts", "http must not import list of dialects"],
    ["http/mounting/mount.ts", "../../dialects/native/index.ts", "http must not import dialects"],
    ["dialects/index.ts", "../core/installation.ts", "list of dialects must not import core"],
    ["dialects/native/users.ts", "../../storage/store.ts", "dialects must not import storage contract"],
    ["dialects/native/routes.ts", "../../routing/inbound.ts", "dialects must not import routing"],
    ["dialects/native/users.ts", "../../workers/maintenance.ts", "dialects must not import workers"],
    ["dialects/native/users.ts", "../../app.ts", "dialects must not import wiring"],
    ["dialects/native/users.ts", "../tether/wire.ts", "dialects must not import one another"],
    ["dialects/tether/errors.ts", "../index.ts", "dialects must not import list of dialects"],
    ["carriers/twilio/voice.ts", "../../storage/store.ts", "carriers must not import storage contract"],
    ["carriers/twilio/voice.ts", "../sinch/voice.ts", "carriers must not import one another"],
    ["carriers/twilio/voice.ts", "../../dialects/native/wire.ts", "carriers must not import dialects"],
    ["workers/maintenance.ts", "../storage/store.ts", "workers must not import storage contract"],
    ["workers/maintenance.ts", "../http/limits.ts", "workers must not import http"],
    ["workers/maintenance.ts", "../app.ts", "workers must not import wiring"],
    ["resp/lookup-sessions.ts", "../storage/store.ts", "resp must not import storage contract"],
    ["resp/lookup-sessions.ts", "../routing/inbound.ts", "resp must not import routing"],
    ["dialects/native/routes.ts", "../../resp/lookup-sessions.ts", "dialects must not import resp"],
    ["lookup-plane/callers.ts", "../storage/store.ts", "lookup plane must not import storage contract"],
    ["http/server.ts", "../lookup-plane/lookup-plane.ts", "http must not import lookup plane"],
    ["resp/resp-server.ts", "../lookup-plane/callers.ts", "resp must not import lookup plane"],
    ["app.ts", "./routing/route-index.ts", "wiring must not import routing"],
    ["core/users/find-user.ts", "../../elsewhere/thing.ts", "it belongs to no layer"],
    ["http/openapi.ts", "../../../cli/src/main.ts", "it is outside of src/"],
    ["storage/open.ts", "fastify", "it is restricted to http, dialects, carrier edge, app.ts"],
    [
      "core/users/find-user.ts",
      "@fastify/swagger",
      "it is restricted to http, dialects, carrier edge, app.ts",
    ],
    ["serve.ts", "fastify", "it is restricted to http, dialects, carrier edge, app.ts"],
    ["storage/open.ts", "node:sqlite", "it is restricted to SQLite engine"],
    ["storage/postgres/postgres.ts", "node:sqlite", "it is restricted to SQLite engine"],
    ["storage/queries/users.ts", "pg", "it is restricted to PostgreSQL engine"],
    ["app.ts", "pg-pool", "it is restricted to PostgreSQL engine"],
    ["storage/open.ts", "better-sqlite3", "the package is not allowed"],
    ["storage/open.ts", "@libsql/client", "the package is not allowed"],
    ["core/users/find-user.ts", "node:module", "the package is not allowed"],
  ])("%s importing %s: %s", (file, specifier, reason) => {
    expect(violationsOfImport(file, specifier)).toEqual([`${file} imports ${specifier}: ${reason}`]);
  });

  test("a file without a layer", () => {
    expect(violationsOfImport("elsewhere/thing.ts", "../model.ts")).toEqual([
      "elsewhere/thing.ts belongs to no layer",
    ]);
  });

  test.each(["await import(name)", `await import(\`../$\{name}.ts\`)`])("a computed import: %s", (source) => {
    expect(violationsOf("core/users/find-user.ts", source)).toEqual([
      "core/users/find-user.ts imports a module whose name is computed",
    ]);
  });

  test.each([
    'sql.all("select id from users")',
    "sql.run(`insert into users (id) values ($1)`)",
    "sql.run(`\n  update users set name = $1`)",
    "sql.run('delete from users')",
    'db.exec("PRAGMA user_version = 1")',
  ])("SQL outside of storage: %s", (source) => {
    expect(violationsOf("core/users/find-user.ts", source)).toEqual([
      "core/users/find-user.ts contains SQL, which is restricted to storage",
    ]);
    expect(violationsOf("storage/queries/users.ts", source)).toEqual([]);
  });
});

describe("allows", () => {
  test.each([
    ["routing/route-index.ts", "./route-input.ts"],
    ["routing/inbound.ts", "../model.ts"],
    ["storage/contract/routes.ts", "../../routing/route-input.ts"],
    ["storage/queries/users.ts", "../contract/users.ts"],
    ["storage/open.ts", "./postgres/postgres.ts"],
    ["storage/sqlite/sqlite.ts", "../engine.ts"],
    ["storage/sqlite/sqlite.ts", "node:sqlite"],
    ["storage/postgres/postgres.ts", "pg"],
    ["core/users/find-user.ts", "../kernel/errors.ts"],
    ["core/users/find-user.ts", "../numbers/find-number.ts"],
    ["core/users/find-user.ts", "../../storage/store.ts"],
    ["core/routing/fill-index.ts", "../../routing/route-index.ts"],
    ["http/server.ts", "fastify"],
    ["http/observability/metrics.ts", "../../histogram.ts"],
    ["http/mounting/mount.ts", "../../core/kernel/context.ts"],
    ["dialects/native/users.ts", "fastify"],
    ["dialects/native/users.ts", "./wire.ts"],
    ["dialects/native/users.ts", "../../core/users/find-user.ts"],
    ["dialects/index.ts", "./native/index.ts"],
    ["carriers/twilio/voice.ts", "../../core/routing/route-lookups.ts"],
    ["workers/maintenance.ts", "../core/installation.ts"],
    ["lookup-plane/lookup-thread.ts", "../routing/route-index-reader.ts"],
    ["lookup-plane/lookup-thread.ts", "../resp/resp-server.ts"],
    ["app.ts", "fastify"],
    ["app.ts", "./storage/open.ts"],
    ["serve.ts", "./config.ts"],
    ["demo.ts", "./app.ts"],
  ])("%s to import %s", (file, specifier) => {
    expect(violationsOfImport(file, specifier)).toEqual([]);
  });
});
