import { posix } from "node:path";

interface Layer {
  /** Paths below `src/`. The first matching layer counts. */
  readonly files: RegExp;
  /** The layers that it may import, besides itself. */
  readonly imports: readonly LayerName[];
}

const domain = ["model", "audit", "routing", "routing facts"] as const;
const storageBase = ["model", "audit", "shared", "text", "routing facts", "storage contract"] as const;

/** Which layer may import which: the table of `design.md`, "Layout". */
export const layers = {
  model: { files: /^model(?:\.ts$|\/)/, imports: [] },
  audit: { files: /^audit\//, imports: ["model"] },
  shared: {
    files: /^(?:database-address|histogram|ip-networks|package-version|secret-files)\.ts$/,
    imports: [],
  },
  config: {
    files:
      /^(?:config|jwt-settings|lookup-settings|mcp-settings|oidc-settings|outbound-settings|snapshot-settings|unknown-settings)\.ts$/,
    imports: ["shared"],
  },
  text: { files: /^text\//, imports: ["model"] },
  "routing facts": { files: /^routing\/route-input\.ts$/, imports: ["model"] },
  routing: { files: /^routing\//, imports: ["model", "text", "routing facts"] },
  "storage contract": {
    files: /^storage\/(?:store\.ts$|contract\/)/,
    imports: ["model", "shared", "routing facts"],
  },
  "SQLite engine": { files: /^storage\/sqlite\//, imports: [...storageBase, "storage"] },
  "PostgreSQL engine": { files: /^storage\/postgres\//, imports: [...storageBase, "storage"] },
  storage: { files: /^storage\//, imports: [...storageBase, "SQLite engine", "PostgreSQL engine"] },
  "core kernel": {
    files: /^core\/(?:(?:kernel|auth|routing)\/|telephony\/(?:call|carrier-client|message)\.ts$)/,
    imports: [...domain, "text", "storage contract"],
  },
  core: { files: /^core\//, imports: [...domain, "shared", "text", "storage contract", "core kernel"] },
  outbound: { files: /^outbound\//, imports: ["shared", "core kernel"] },
  http: { files: /^http\//, imports: ["model", "shared", "text", "core kernel", "core"] },
  "list of dialects": { files: /^dialects\/[^/]+\.ts$/, imports: ["http", "dialects"] },
  dialects: { files: /^dialects\/[^/]+\//, imports: ["model", "audit", "core kernel", "core", "http"] },
  "carrier contract": { files: /^carriers\/contract\//, imports: ["model", "text", "core kernel", "core"] },
  "carrier edge": {
    files: /^carriers\/(?:[^/]+\.ts$|edge\/)/,
    imports: ["model", "core kernel", "core", "http", "carrier contract", "carriers"],
  },
  carriers: {
    files: /^carriers\/[^/]+\//,
    imports: ["model", "core kernel", "core", "http", "carrier contract"],
  },
  workers: { files: /^workers\//, imports: ["model", "audit", "core kernel", "core"] },
  resp: { files: /^resp\//, imports: ["model", "shared", "core kernel", "core", "http", "dialects"] },
  mcp: { files: /^mcp\//, imports: ["model", "shared", "core kernel", "core", "http"] },
  "lookup plane": {
    files: /^lookup-plane\//,
    imports: ["model", "routing", "core kernel", "core", "http", "dialects", "resp"],
  },
  wiring: {
    files:
      /^(?:(?:app|demo|generated-keys|greeting|index|keys|listen|listen-error|lookup-certificate|lookup-doors|main|mcp-door|migrate-data|serve|shutdown|sign-in-link)\.ts$|commands\/)/,
    imports: [
      ...["model", "audit", "shared", "config", "storage contract", "storage", "core kernel", "core"],
      ...["http", "list of dialects", "dialects", "workers", "resp", "lookup plane", "mcp", "outbound"],
      ...["carrier edge", "carriers"],
    ] as LayerName[],
  },
} as const satisfies Record<string, { files: RegExp; imports: readonly string[] }>;
type LayerName =
  | (
      | "model"
      | "audit"
      | "shared"
      | "text"
      | "config"
      | "routing facts"
      | "routing"
      | "storage contract"
      | "storage"
    )
  | ("SQLite engine" | "PostgreSQL engine" | "core kernel" | "core" | "http" | "list of dialects")
  | ("carrier contract" | "carrier edge")
  | ("dialects" | "carriers" | "workers" | "resp" | "lookup plane" | "mcp" | "outbound" | "wiring");

/** Packages that only these layers may import. */
const restrictedPackages: readonly { packages: RegExp; layers: readonly LayerName[]; files?: RegExp }[] = [
  { packages: /^node:sqlite$/, layers: ["SQLite engine"] },
  { packages: /^pg(?:[/-]|$)/, layers: ["PostgreSQL engine"] },
  {
    packages: /^(?:postgres|better-sqlite3|sqlite3?|mysql2?|kysely|drizzle-orm|knex)(?:[/-]|$)/,
    layers: [],
  },
  { packages: /^@(?:electric-sql|libsql|prisma|neondatabase|vercel\/postgres)/, layers: [] },
  {
    packages: /^@?fastify(?:[/-]|$)/,
    layers: ["http", "dialects", "carrier edge"],
    files: /^(?:app|mcp-door)\.ts$/,
  },
  // Everything else that sends requests to addresses of users would have to guard them again.
  { packages: /^undici$/, layers: ["outbound"] },
  // createRequire would hide imports from this test.
  { packages: /^(?:node:)?module$/, layers: [] },
];

const statement = /(?:^|[;\n])\s*(?:import|export)\b[^;"'`]*?\bfrom\s*(["'])(?<name>[^"'\n]+)\1/g;
const sideEffect = /(?:^|[;\n])\s*import\s*(["'])(?<name>[^"'\n]+)\1/g;
const call = /(?<![.\w])(?:import|require)\s*\(\s*(["'])(?<name>[^"'\n]+)\1\s*\)/g;
const computed = /(?<![.\w])import\s*\(\s*(?!["'][^"'\n]+["']\s*\))/;
const sqlText =
  /["'`]\s*(?:select\s[\s\S]{1,400}?\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|(?:create|alter|drop)\s+(?:table|index)\s|pragma\s|begin\s*["'`;])/i;

const withoutComments = (source: string): string => source.replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, "");

/** Returns the specifier of every import in a source file, of whatever form. */
export function importsOf(source: string): string[] {
  const code = withoutComments(source);
  return [statement, sideEffect, call].flatMap((form) =>
    [...code.matchAll(form)].map((match) => match.groups?.name ?? ""),
  );
}

/** Returns every violation of the layers in a file, which is named by its path below `src/`. */
export function violationsOf(file: string, source: string): string[] {
  const layer = layerOf(file);
  if (layer === undefined) return [`${file} belongs to no layer`];
  const violations = importsOf(source).flatMap((specifier) => {
    const reason = violationOf(file, layer, specifier);
    return reason === undefined ? [] : [`${file} imports ${specifier}: ${reason}`];
  });
  if (computed.test(source)) violations.push(`${file} imports a module whose name is computed`);
  if (!file.startsWith("storage/") && sqlText.test(withoutComments(source)))
    violations.push(`${file} contains SQL, which is restricted to storage`);
  return violations;
}

export function layerOf(file: string): LayerName | undefined {
  return (Object.keys(layers) as LayerName[]).find((name) => layers[name].files.test(file));
}

function violationOf(file: string, layer: LayerName, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) return packageViolation(file, layer, specifier);
  const target = posix.join(posix.dirname(file), specifier);
  if (target.startsWith("..")) return "it is outside of src/";
  const targetLayer = layerOf(target);
  if (targetLayer === undefined) return "it belongs to no layer";
  const allowed: readonly LayerName[] = [...(layers[layer] as Layer).imports, layer];
  if (!allowed.includes(targetLayer)) return `${layer} must not import ${targetLayer}`;
  return siblingViolation(layer, file, target);
}

/** A dialect imports no other dialect, a carrier no other carrier. */
function siblingViolation(layer: LayerName, file: string, target: string): string | undefined {
  const isSibling = (layer === "dialects" || layer === "carriers") && layerOf(target) === layer;
  return isSibling && folderOf(file) !== folderOf(target)
    ? `${layer} must not import one another`
    : undefined;
}

const folderOf = (file: string): string => file.split("/").slice(0, 2).join("/");

function packageViolation(file: string, layer: LayerName, name: string): string | undefined {
  const rule = restrictedPackages.find(({ packages }) => packages.test(name));
  if (rule === undefined || rule.layers.includes(layer) || rule.files?.test(file)) return undefined;
  const owners = [...rule.layers, ...(rule.files ? ["app.ts"] : [])];
  return owners.length === 0 ? "the package is not allowed" : `it is restricted to ${owners.join(", ")}`;
}
