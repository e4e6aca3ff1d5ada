import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { errorCatalogue } from "../../src/core/kernel/error-catalogue.ts";
import { render } from "../../src/dialects/native/errors.ts";
import { httpErrorCatalogue } from "../../src/http/error-catalogue.ts";
import { HttpError } from "../../src/http/errors.ts";
import { startApp } from "../helpers/app.ts";
import { scrape } from "../helpers/metrics.ts";
import { root } from "./project-commands.ts";

const documents = globSync(
  ["*.md", "docs/**/*.md", "examples/**/*.md", "packages/*/{,{src,test,bin}/**/}*.md"],
  {
    cwd: root,
  },
).filter((path) => path !== "CHANGELOG.md");
const read = (path: string) => readFileSync(join(root, path), "utf8");

test.each(documents)("every relative link in %s leads to a file and a heading that exist", (path) => {
  const targets = Array.from(read(path).matchAll(/\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)/g));
  const broken = targets.filter(([, file = "", heading]) => {
    const target = file === "" ? path : join(dirname(path), file);
    if (!existsSync(join(root, target))) return true;
    return heading !== undefined && !headingsOf(read(target)).includes(heading);
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});

/** Anchors as GitHub makes them. */
function headingsOf(markdown: string): string[] {
  return Array.from(markdown.matchAll(/^#+ (.*)$/gm), ([, title = ""]) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}

test.each(documents)("every file and folder that %s names exists", (path) => {
  const folders =
    "packages|src|core|http|routing|storage|dialects|workers|test|bench|migrations|scripts|openapi|docs|deploy";
  const named = Array.from(
    read(path).matchAll(new RegExp(`\`((?:${folders})/[\\w./-]*)\``, "g")),
    ([, name = ""]) => name,
  );
  const bases = ["", "packages/server", "packages/server/src", dirname(path)];
  const missing = named.filter((name) => bases.every((base) => !existsSync(join(root, base, name))));
  expect(missing).toEqual([]);
});

test("the README lists every setting and no other", () => {
  const listed = Array.from(read("README.md").matchAll(/^\| `([A-Z_]+)` \|/gm), ([, name]) => name);
  const config = [
    "config",
    "jwt-settings",
    "lookup-settings",
    "mcp-settings",
    "oidc-settings",
    "outbound-settings",
    "snapshot-settings",
  ]
    .map((name) => read(`packages/server/src/${name}.ts`))
    .join("");
  const declared = Array.from(
    config.slice(config.indexOf("const settings = {")).matchAll(/^ {2}([A-Z][A-Z_]+):/gm),
    ([, name]) => name,
  );
  expect(declared.length).toBeGreaterThan(10);
  expect(listed.toSorted()).toEqual(declared.toSorted());
});

test("docs/errors.md lists every code with its kind and status in the native dialect, and no other", () => {
  const listed = Array.from(read("docs/errors.md").matchAll(/^\| `(\w+)` \| `(\w+)` \| (\d+) \|/gm), (row) =>
    row.slice(1).join(" "),
  );
  const catalogue = Object.entries({ ...errorCatalogue, ...httpErrorCatalogue });
  const declared = catalogue.map(([code, { kind }]) => {
    const error = new HttpError(kind, code as keyof typeof httpErrorCatalogue, "");
    return `${code} ${kind} ${render(error).status}`;
  });
  expect(listed.toSorted()).toEqual(declared.toSorted());
});

test("no old name of a renamed code is used outside the changelog", () => {
  const codes = { ...errorCatalogue, ...httpErrorCatalogue };
  const old = Array.from(
    read("CHANGELOG.md").matchAll(/^ {2}\| `(\w+)`[^|]*\| `\w+` \|$/gm),
    ([, name = ""]) => name,
  );
  const retired = new RegExp(
    `\\b(?:${old.filter((name) => name.includes("_") && !(name in codes)).join("|")})\\b`,
  );
  const files = globSync(
    ["packages/*/{src,test,bench}/**/*.ts", "openapi/*", "docs/**/*.md", "examples/**/*.*"],
    {
      cwd: root,
    },
  );
  expect(files.filter((path) => retired.test(read(path)))).toEqual([]);
});

test("the new name of every renamed code in the changelog exists", () => {
  const codes = { ...errorCatalogue, ...httpErrorCatalogue };
  const renamed = Array.from(
    read("CHANGELOG.md").matchAll(/^ {2}\| `\w+`[^|]*\| `(\w+)` \|$/gm),
    ([, name = ""]) => name,
  );
  expect(renamed.length).toBeGreaterThan(30);
  expect(renamed.filter((name) => !(name in codes))).toEqual([]);
});

test.each(documents)("every error code and other name in snake case in %s exists", (path) => {
  const codes = { ...errorCatalogue, ...httpErrorCatalogue };
  const text = read(path);
  const inJson = Array.from(text.matchAll(/"code":"([a-z_]+)"/g), ([, code = ""]) => code);
  expect(inJson.filter((code) => !(code in codes))).toEqual([]);
  const named = Array.from(text.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g), ([, name = ""]) => name);
  expect(named.filter((name) => !(name in codes) && !otherNames.includes(`${name} `))).toEqual([]);
});

/** Tables and columns, vendors' fields, settings and roles of PostgreSQL, metrics, and modules of telephony servers: each followed by a space. */
const otherNames = [
  ...globSync(
    [
      "packages/server/migrations/**/*.sql",
      "openapi/*.yaml",
      "packages/{server,sdk}/src/**/*.ts",
      "examples/patroni/*.{yml,ini,cfg}",
      "examples/kamailio/*.cfg",
    ],
    {
      cwd: root,
    },
  ),
]
  .map(read)
  .join(" ")
  .replaceAll(/\W+/g, " ")
  .concat(" max_prepared_statements whoseline_app whoseline_owner ")
  .concat(" mod_hiredis func_curl set_var ");

test("docs/adding-a-dialect.md lists every member of Dialect and no other", () => {
  const source = read("packages/server/src/http/mounting/dialect.ts");
  const [, body = ""] = source.match(/export interface Dialect \{\n(.*?)\n\}/s) ?? [];
  const declared = Array.from(
    body.matchAll(/^ {2}(?:readonly )?(\w+)(\?)?(?:\(|:)/gm),
    ([, name, optional]) => (optional ? `${name}, optional` : name),
  );
  const parameters = Array.from(body.matchAll(/^ {2}(\w+)\??\((.*?)\):/gm), ([, name, list = ""]) => [
    name,
    Array.from(list.matchAll(/(\w+):/g), ([, parameter]) => parameter).join(", "),
  ]);
  const table = read("docs/adding-a-dialect.md")
    .split("\n")
    .filter((line) => /^\| `/.test(line));
  const cells = table.map((line) => line.slice(2, line.indexOf(" | ")));
  expect(cells.length).toBeGreaterThan(5);
  const names = cells.flatMap((cell) =>
    Array.from(cell.matchAll(/`(\w+)(?:\((.*?)\))?`/g), ([, name]) =>
      cell.endsWith(", optional") ? `${name}, optional` : name,
    ),
  );
  expect(names.toSorted()).toEqual(declared.toSorted());
  const shownParameters = cells.flatMap((cell) =>
    Array.from(cell.matchAll(/`(\w+)\((.*?)\)`/g), ([, name, list]) => [name, list]),
  );
  expect(shownParameters.filter(([name]) => name !== "routes")).toEqual(
    parameters.filter(([name]) => name !== "routes"),
  );
});

test("docs/operations.md lists every metric with its labels and no other", async () => {
  const app = await startApp();
  const { names } = await scrape(app.ask);
  await app.close();
  const rows = read("docs/operations.md")
    .split("\n")
    .filter((line) => /^\| `(?:whoseline|process|nodejs)_/.test(line));
  const listed = rows.flatMap((row) =>
    Array.from((row.split(" | ")[0] ?? "").matchAll(/`(\w+)`/g), ([, name]) => name),
  );
  expect(listed.toSorted()).toEqual(names.toSorted());
});

// Statements about what does not exist yet become wrong without anybody noticing.
test.each(documents)("%s describes the present: it announces nothing that is still to come", (path) => {
  const sentences = read(path).match(/[^\n]*\b(?:not|none|no|nothing|nor)\b[^.\n]*\byet\b[^\n]*/gi) ?? [];
  expect(sentences.filter((sentence) => !sentence.includes("not yet in the database file"))).toEqual([]);
});
