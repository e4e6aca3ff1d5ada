import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chown, copyFile, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { basename, delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { superadminKey } from "../helpers/app.ts";
import { freePort } from "../helpers/free-port.ts";
import { oldNode } from "../helpers/old-node.ts";
import { type ServerProcess, startProcess } from "../helpers/process.ts";
import { until } from "../helpers/until.ts";
import { confined } from "./confinement.ts";
import { containerStages, publicFolder, type StagedBuild, shell, stageBuild } from "./staged-build.ts";

const checkout = join(import.meta.dirname, "../../../..");
const sizeMax = 2.5 * 1024 * 1024;

let build: StagedBuild;
/** A folder into which the tarballs are installed. */
let installed: string;

beforeAll(async () => {
  [build, installed] = await Promise.all([stageBuild(), publicFolder()]);
  await writeFile(join(installed, "package.json"), '{ "private": true, "type": "module" }');
  const tarballs = build.tarballs.map((path) => `'${path}'`).join(" ");
  await shell(installed, `npm install --ignore-scripts --prefer-offline --no-audit --no-fund ${tarballs}`);
}, 300_000);

afterAll(async () => {
  await build?.remove();
  if (installed) await rm(installed, { recursive: true, force: true });
});

/** The console's files, as they are and compressed. */
const consoleFile =
  /^package\/dist\/(assets\/.+\.(js|css|woff2)|index\.html|icon\.svg|assets\/.+\.(js|css)\.(br|gz)|(index\.html|icon\.svg)\.(br|gz))$/;

test("the tarballs hold the compiled code, the migrations and the documents, in at most 2.5 MiB each", async () => {
  const expected =
    /^package\/(dist\/.+(\.js|\.d\.ts)|migrations\/.+\.sql|bin\/whoseline\.js|package\.json|README\.md|LICENSE)$/;
  for (const tarball of build.tarballs) {
    const entries = (await shell(installed, `tar -tvzf '${tarball}'`)).trim().split("\n");
    const files = entries.map((line) => line.split(/\s+/));
    const names = files.map((fields) => fields[5] ?? "");
    expect(names.filter((name) => !(expected.test(name) || consoleFile.test(name)))).toEqual([]);
    for (const name of ["LICENSE", "README.md"]) expect(names).toContain(`package/${name}`);
    const unpacked = files.reduce((sum, fields) => sum + Number(fields[2]), 0);
    process.stdout.write(`${basename(tarball)}: ${(await stat(tarball)).size} bytes, ${unpacked} unpacked\n`);
    expect(unpacked).toBeLessThan(sizeMax);
  }
});

test("the packages carry the project's licence, are public, and do not depend on the package node", async () => {
  const licence = await readFile(join(checkout, "LICENSE"), "utf8");
  for (const name of ["whoseline", "@whoseline/server", "@whoseline/sdk"]) {
    const folder = join(installed, "node_modules", name);
    expect(await readFile(join(folder, "LICENSE"), "utf8")).toBe(licence);
    const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    expect(manifest).not.toHaveProperty("private");
    expect(manifest.dependencies ?? {}).not.toHaveProperty("node");
  }
});

test("npx whoseline serve --demo answers", async () => {
  const port = await freePort();
  const env = {
    PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
    PORT: String(port),
    WHOSELINE_DATABASE: join(installed, "npx.db"),
  };
  // npx does not pass signals on, so the signal goes to the process group.
  const npx = spawn("npx", ["whoseline", "serve", "--demo"], {
    cwd: installed,
    env,
    detached: true,
    stdio: "ignore",
  });
  try {
    await until("the server answers", () =>
      fetch(`http://127.0.0.1:${port}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
  } finally {
    process.kill(-(npx.pid ?? 0), "SIGTERM");
    await once(npx, "close");
  }
});

test("the installed server answers, and its thread moves the write-ahead log", async () => {
  const database = join(installed, "data", "whoseline.db");
  const server = await startInstalled({ WHOSELINE_DATABASE: database }, ["serve", "--demo"]);
  try {
    const organizations = await server.ask("GET /registry/v1/organizations");
    expect(organizations).toMatchObject({ status: 200, json: { items: [expect.anything()] } });
    expect((await fetch(`${server.url}/docs`)).status).toBe(200);
    const before = (await stat(database)).size;
    await until("the thread moves pages into the database file", async () => {
      await Promise.all(Array.from({ length: 50 }, () => createOrganization(server)));
      return (await stat(database)).size > before;
    });
    // Without the thread the log is moved as well, but not before it has 62 MiB.
    expect((await stat(`${database}-wal`)).size).toBeLessThan(32 * 1024 * 1024);
  } finally {
    expect(await server.stop("SIGTERM")).toBe(0);
  }
});

test("the installed command migrates data and verifies the configuration", async () => {
  const [from, to] = [join(installed, "from.db"), join(installed, "to.db")];
  const server = await startInstalled({ WHOSELINE_DATABASE: from }, ["serve", "--demo"]);
  await server.stop("SIGTERM");
  expect(await shell(installed, `npx whoseline migrate-data --from '${from}' --to '${to}'`)).toContain(
    "numbers",
  );
  expect(await shell(installed, "npx whoseline verify-config")).toBe("The configuration is valid.\n");
});

test("the bin prints one sentence and exits with 1 on a Node older than 24", async () => {
  const bin = join(installed, "node_modules/whoseline/bin/whoseline.js");
  const { status, stdout, stderr } = spawnSync(await oldNode(installed), [bin], { encoding: "utf8" });
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(/^Whoseline requires Node 24 or newer, but this is Node .+\.\n$/);
});

test("the declarations compile in a program that imports the server", async () => {
  await writeFile(
    join(installed, "program.ts"),
    `import { packageVersion, serve } from "@whoseline/server";
     const version: string = packageVersion;
     // @ts-expect-error There is no such option.
     export const started: Promise<void> = serve({ demonstration: version });\n`,
  );
  const tsc = join(checkout, "node_modules/.bin/tsc");
  const flags = "--noEmit --strict --module nodenext --target es2024 --types ''";
  await shell(installed, `'${tsc}' ${flags} program.ts`);
});

test("the image's files serve as an unprivileged user who can write only the data folder", async ({
  skip,
}) => {
  const data = join(installed, "volume");
  const node = join(installed, "node");
  await mkdir(data);
  await chown(data, 65534, 65534).catch(() => {});
  // The Node that runs the tests may lie in a folder that other users cannot enter.
  await copyFile(process.execPath, node);
  const { environment, command, healthCheck } = await containerSettings();
  const inImage = (program: readonly string[]) => confined(program, build.image, data);
  const serve = inImage([node, ...command.slice(1)]);
  if (serve === undefined) return skip("needs root and mount namespaces to confine the server");
  for (const folder of [build.image, "/tmp"])
    expect(runOnce(inImage(["touch", join(folder, "written")]) ?? [])).toMatchObject({ status: 1 });

  const settings = {
    ...environment,
    PORT: String(await freePort()),
    SQLITE_TMPDIR: environment.SQLITE_TMPDIR?.replace("/data", data) ?? "",
    WHOSELINE_DATABASE: environment.WHOSELINE_DATABASE?.replace("/data", data) ?? "",
  };
  const server = await startProcess(settings, ["--demo"], serve);
  const checkHealth = () => runOnce([node, ...healthCheck.slice(1)], settings).status;
  try {
    expect((await server.ask("GET /registry/v1/organizations")).status).toBe(200);
    expect(checkHealth()).toBe(0);
  } finally {
    expect(await server.stop("SIGTERM")).toBe(0);
  }
  expect(checkHealth()).toBe(1);
  expect((await stat(join(data, "whoseline.db"))).uid).toBe(65534);
});

function startInstalled(settings: Record<string, string>, args: readonly string[]): Promise<ServerProcess> {
  const command = [process.execPath, join(installed, "node_modules/.bin/whoseline")];
  return startProcess(settings, args, command);
}

let organizations = 0;
async function createOrganization(server: ServerProcess): Promise<void> {
  const name = `organization ${++organizations}`;
  const body = { name, owner: { name: "Olga", email: `olga${organizations}@acme.example` } };
  expect((await server.ask("POST /registry/v1/organizations", { body, key: superadminKey })).status).toBe(
    201,
  );
}

/** What the Containerfile sets for the process that it starts. */
async function containerSettings() {
  const image = (await containerStages()).at(-1) ?? [];
  const contentOf = (keyword: string) =>
    image.find((instruction) => instruction.getKeyword() === keyword)?.getRawArgumentsContent() ?? "";
  const environment = Object.fromEntries(
    [...contentOf("ENV").matchAll(/(\w+)=(\S+)/g)].map(([, name = "", value = ""]) => [name, value]),
  );
  const command: string[] = [...JSON.parse(contentOf("ENTRYPOINT")), ...JSON.parse(contentOf("CMD"))];
  const healthCheck: string[] = JSON.parse(/CMD (\[.+\])/.exec(contentOf("HEALTHCHECK"))?.[1] ?? "[]");
  return { environment, command, healthCheck };
}

function runOnce([program = "", ...args]: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  return spawnSync(program, args, { env, encoding: "utf8" });
}
