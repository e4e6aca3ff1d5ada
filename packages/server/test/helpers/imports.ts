import { posix } from "node:path";

/** Imports point left only. */
const layers = ["model", "routing", "storage", "core", "http", "dialects", "app", "main"] as const;
type Layer = (typeof layers)[number];

const statement = /(?:^|[;\n])\s*(?:import|export)\b[^;"'`]*?\bfrom\s*(["'])(?<name>[^"'\n]+)\1/g;
const sideEffect = /(?:^|[;\n])\s*import\s*(["'])(?<name>[^"'\n]+)\1/g;
const call = /(?<![.\w])(?:import|require)\s*\(\s*(["'])(?<name>[^"'\n]+)\1\s*\)/g;
const unreadable = /(?<![.\w])import\s*\(\s*(?!["'][^"'\n]+["']\s*\))/;

/** What a source file imports, in every way there is to import. */
export function importsOf(source: string): string[] {
  const code = source.replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, "");
  return [statement, sideEffect, call].flatMap((form) =>
    [...code.matchAll(form)].map((match) => match.groups?.name ?? ""),
  );
}

/** What is wrong with the imports of a file, named by its path under `src/`. */
export function faultsOf(file: string, source: string): string[] {
  const faults = importsOf(source).flatMap((specifier) => faultOf(file, specifier) ?? []);
  return unreadable.test(source)
    ? [...faults, `${file} imports something that only shows when it runs`]
    : faults;
}

function faultOf(file: string, specifier: string): string | undefined {
  const to = specifier.startsWith(".") ? posix.join(posix.dirname(file), specifier) : undefined;
  const reason = to === undefined ? packageFault(file, specifier) : fileFault(file, to);
  if (reason !== undefined) return `${file} imports ${specifier}: ${reason}`;
  return to !== undefined && isRightOf(to, file)
    ? `${file} imports ${specifier}, which is to its right`
    : undefined;
}

const databases =
  /^(?:node:sqlite|pg|postgres|better-sqlite3|sqlite3?|mysql2?|kysely|drizzle-orm|knex)(?:[/-]|$)/;
const databaseScopes = /^@(?:electric-sql|libsql|prisma|neondatabase|vercel\/postgres)/;

function packageFault(file: string, name: string): string | undefined {
  if (layerOf(file) === undefined) return "nobody knows its layer";
  if (/^@?fastify(?:[/-]|$)/.test(name) && !/^(?:http\/|dialects\/|app\.ts$)/.test(file))
    return "fastify is for http, dialects and app";
  if ((databases.test(name) || databaseScopes.test(name)) && !file.startsWith("storage/"))
    return "databases are for storage";
  if (name === "node:module") return "createRequire would hide what it imports";
  return undefined;
}

function fileFault(file: string, to: string): string | undefined {
  if (to === "config.ts")
    return ["app.ts", "serve.ts", "index.ts"].includes(file) ? undefined : "config.ts is for app and main";
  if (layerOf(file) === undefined || layerOf(to) === undefined) return "nobody knows its layer";
  if (layerOf(file) === "core" && layerOf(to) === "storage" && to !== "storage/store.ts")
    return "core knows storage/store.ts alone";
  const dialect = /^dialects\/[^/]+\//.exec(file)?.[0];
  if (dialect !== undefined && to.startsWith("dialects/") && !to.startsWith(dialect))
    return "no dialect imports another";
  return undefined;
}

/** Files next to the folders belong to layers too. */
function layerOf(path: string): Layer | undefined {
  const name = path.split("/")[0]?.replace(/\.ts$/, "") ?? "";
  return layers.find((it) => it === (fileLayers[name] ?? name));
}

const fileLayers: Readonly<Record<string, Layer>> = {
  config: "model",
  histogram: "model",
  "package-version": "model",
  demo: "app",
  workers: "app",
  serve: "main",
  "migrate-data": "main",
  index: "main",
};

function isRightOf(to: string, file: string): boolean {
  const [left, right] = [layerOf(file), layerOf(to)];
  return left !== undefined && right !== undefined && layers.indexOf(right) > layers.indexOf(left);
}
