import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { faultsOf, importsOf } from "./helpers/imports.ts";

const root = new URL("../src/", import.meta.url);
const files = (await readdir(root, { recursive: true })).filter((name) => name.endsWith(".ts"));

test("every import of the source keeps to the layers", async () => {
  const faults: string[] = [];
  for (const file of files) faults.push(...faultsOf(file, await readFile(new URL(file, root), "utf8")));
  expect(files.length).toBeGreaterThan(50);
  expect(faults).toEqual([]);
});

test("every way to import is read", () => {
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

test.each([
  ["model.ts", "./core/users.ts"],
  ["routing/inbound.ts", "../storage/store.ts"],
  ["storage/open.ts", "../core/index.ts"],
  ["storage/queries/users.ts", "../../core/ids.ts"],
  ["core/users.ts", "../http/schema.ts"],
  ["core/users.ts", "../app.ts"],
  ["http/mount.ts", "../dialects/index.ts"],
  ["http/mount.ts", "../dialects/native/index.ts"],
  ["dialects/native/users.ts", "../../app.ts"],
  ["dialects/native/users.ts", "../../serve.ts"],
  ["app.ts", "./serve.ts"],
  ["demo.ts", "./serve.ts"],
])("%s may not import %s, which is to its right", (file, specifier) => {
  expect(faultsOf(file, `import { x } from "${specifier}";`)).toEqual([
    `${file} imports ${specifier}, which is to its right`,
  ]);
});

test.each([
  ["core/users.ts", "../storage/open.ts", "core knows storage/store.ts alone"],
  ["core/users.ts", "../storage/queries/users.ts", "core knows storage/store.ts alone"],
  ["dialects/native/users.ts", "../tether/wire.ts", "no dialect imports another"],
  ["dialects/tether/errors.ts", "../native/errors.ts", "no dialect imports another"],
  ["dialects/tether/errors.ts", "../index.ts", "no dialect imports another"],
  ["http/server.ts", "../config.ts", "config.ts is for app and main"],
  ["demo.ts", "./config.ts", "config.ts is for app and main"],
  ["core/users.ts", "fastify", "fastify is for http, dialects and app"],
  ["serve.ts", "fastify", "fastify is for http, dialects and app"],
  ["storage/open.ts", "@fastify/swagger", "fastify is for http, dialects and app"],
  ["core/users.ts", "node:sqlite", "databases are for storage"],
  ["app.ts", "pg", "databases are for storage"],
  ["http/server.ts", "postgres", "databases are for storage"],
  ["dialects/native/users.ts", "better-sqlite3", "databases are for storage"],
  ["core/users.ts", "node:module", "createRequire would hide what it imports"],
  ["core/users.ts", "../elsewhere/thing.ts", "nobody knows its layer"],
  ["elsewhere/thing.ts", "../model.ts", "nobody knows its layer"],
])("%s may not import %s: %s", (file, specifier, reason) => {
  expect(faultsOf(file, `import type { x } from "${specifier}";`)).toEqual([
    `${file} imports ${specifier}: ${reason}`,
  ]);
});

test.each([
  ["core/users.ts", "../storage/store.ts"],
  ["core/users.ts", "../routing/inbound.ts"],
  ["core/users.ts", "./errors.ts"],
  ["storage/sqlite.ts", "node:sqlite"],
  ["storage/queries/users.ts", "../../model.ts"],
  ["http/server.ts", "fastify"],
  ["http/openapi.ts", "../package-version.ts"],
  ["dialects/native/users.ts", "fastify"],
  ["dialects/native/users.ts", "./wire.ts"],
  ["dialects/index.ts", "./native/index.ts"],
  ["app.ts", "./config.ts"],
  ["demo.ts", "./app.ts"],
  ["serve.ts", "./demo.ts"],
  ["serve.ts", "./config.ts"],
])("%s may import %s", (file, specifier) => {
  expect(faultsOf(file, `import { x } from "${specifier}";`)).toEqual([]);
});

test("an import whose name is made at run time is a fault, because nobody can judge it", () => {
  expect(faultsOf("core/users.ts", "await import(name)")).toEqual([
    "core/users.ts imports something that only shows when it runs",
  ]);
  expect(faultsOf("core/users.ts", "await import(`../$" + "{name}.ts`)")).toHaveLength(1);
});
