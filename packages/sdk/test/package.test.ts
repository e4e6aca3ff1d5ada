import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { superadminKey, useApp } from "../../server/test/helpers/app.ts";
import { report } from "../../server/test/helpers/depth.ts";
import { makeOrganization } from "../../server/test/helpers/world.ts";
import { version } from "../src/index.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../../..");
const source = join(root, "packages/sdk");
const tsc = join(root, "node_modules/.bin/tsc");

/** A folder with the package that would be published, installed. */
let folder: string;
let installed: string;
/** The package and all it imports in one file, as a bundler makes it for a browser. */
let bundle: { readonly code: string; readonly imports: readonly string[] };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "whoseline-sdk-package-"));
  const staged = join(folder, "staged");
  await mkdir(staged);
  for (const name of ["package.json", "README.md", "LICENSE"])
    await cp(join(source, name), join(staged, name));
  await run(tsc, ["--project", join(source, "tsconfig.build.json"), "--outDir", join(staged, "dist")]);
  await cp(join(source, "src/generated.d.ts"), join(staged, "dist/generated.d.ts"));
  const { stdout } = await run("npm", ["pack", "--json", "--ignore-scripts"], { cwd: staged });
  const [{ filename }] = JSON.parse(stdout);
  await run("tar", ["-xzf", join(staged, filename)], { cwd: folder });
  installed = join(folder, "node_modules/@whoseline/sdk");
  await mkdir(join(folder, "node_modules/@whoseline"), { recursive: true });
  await cp(join(folder, "package"), installed, { recursive: true });
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  const built = await rolldown({ input: join(installed, "dist/index.js"), platform: "browser" });
  const { output } = await built.generate({ format: "esm", minify: true });
  bundle = output[0];
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the package", () => {
  test("has compiled code, declarations and documents only, at most 340 kB", async () => {
    const files = await readdir(installed, { recursive: true, withFileTypes: true });
    const paths = files.filter((file) => file.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
    const unpacked = sizes.reduce((sum, size) => sum + size, 0);
    report(`@whoseline/sdk: ${unpacked} bytes unpacked`);
    const names = paths.map((path) => path.slice(installed.length + 1));
    expect(
      names.filter((name) => !/^(dist\/.+(\.js|\.d\.ts)|package\.json|README\.md|LICENSE)$/.test(name)),
    ).toEqual([]);
    expect(names).toEqual(
      expect.arrayContaining(["README.md", "LICENSE", "dist/index.js", "dist/index.d.ts"]),
    );
    expect(unpacked).toBeLessThanOrEqual(340_000);
  });

  test("has no dependencies, and the version that it sends", async () => {
    const manifest = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
    const fields = ["dependencies", "peerDependencies", "optionalDependencies", "private"];
    for (const field of fields) expect(manifest).not.toHaveProperty(field);
    expect(manifest.version).toBe(version);
  });

  test("is at most 9 kB of code, minified and compressed, with nothing that a browser lacks", () => {
    const bytes = gzipSync(bundle.code, { level: 9 }).length;
    report(`@whoseline/sdk: ${bundle.code.length} bytes minified, ${bytes} compressed`);
    expect(bytes).toBeLessThanOrEqual(9000);
    expect(bundle.imports).toEqual([]);
    expect(bundle.code).not.toMatch(/\b(require|Buffer|setImmediate|__dirname)\b|["']node:/);
  });

  test("is valid TypeScript without the types of Node, and its users' programs compile strictly", async () => {
    await writeFile(
      join(folder, "program.ts"),
      `import { Whoseline, WhoselineError, type PhoneNumber } from "@whoseline/sdk";
       const client = new Whoseline({ baseUrl: "https://numbers.example.com", apiKey: undefined });
       export const lines = async (signal: AbortSignal | undefined): Promise<string[]> => {
         const { items } = await client.numbers.list({ q: undefined }, { signal });
         return items.map(({ line }: Pick<PhoneNumber, "line">) => line);
       };
       // @ts-expect-error There is no such field.
       export const missing = (error: WhoselineError) => error.reason;\n`,
    );
    const flags =
      "--noEmit --strict --exactOptionalPropertyTypes --noUncheckedIndexedAccess --module nodenext --target es2022 --lib es2022,dom,dom.iterable,dom.asynciterable --types";
    await run(tsc, [...flags.split(" "), "", "program.ts"], { cwd: folder });
  });
});

describe("in a runtime", () => {
  let organizations = 0;
  const app = useApp();

  const program = `
    import { verifyWebhook, Whoseline, WhoselineError } from "@whoseline/sdk";
    const [baseUrl, apiKey, organization] = JSON.parse(process.argv.at(-1));
    const client = new Whoseline({ baseUrl, apiKey, organization });
    const { data, etag } = await client.groups.create({ name: "Group " + crypto.randomUUID() }).withResponse();
    const groups = await client.groups.list({ limit: 1 }).toArray();
    const kinds = [];
    for await (const { kind } of client.events.follow({ after: 0 }, { signal: AbortSignal.timeout(30000) })) {
      kinds.push(kind);
      if (kind === "group.created") break;
    }
    const error = await client.users.get({ user: "@nobody" }).catch((thrown) => thrown);
    const { id } = await verifyWebhook({
      secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
      headers: {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
      },
      body: '{"test": 2432232314}',
      now: 1614265330000,
    });
    const facts = [groups.some((group) => group.id === data.id), typeof etag, kinds[0], error instanceof WhoselineError, error.code, id];
    console.log(JSON.stringify(facts));`;
  const facts = [
    true,
    "string",
    "organization.created",
    true,
    "user_not_found",
    "msg_p5jXN8AQM9LWM0D4loKWxJek",
  ];

  /** The runtimes that are installed; the Node that runs the tests always is. */
  const runtimes: readonly (readonly [name: string, ...command: string[]])[] = [
    ["this Node", process.execPath],
    ["an older Node", "node"],
    ["Bun", "bun", "run"],
    ["Deno", "deno", "run", "--allow-all"],
  ];

  test.each(runtimes)("%s calls, lists, follows and verifies", async (_, command, ...args) => {
    if (!(await isInstalled(command))) return report(`${command} is not installed`);
    await writeFile(join(folder, "program.mjs"), program);
    const { id } = await makeOrganization(app.ask, `acme-${++organizations}`, String(organizations));
    const { stdout } = await run(
      command,
      [...args, "program.mjs", JSON.stringify([app.url, superadminKey, id])],
      { cwd: folder },
    );
    expect(JSON.parse(stdout)).toEqual(facts);
  });
});

async function isInstalled(command: string): Promise<boolean> {
  const paths = (process.env.PATH ?? "").split(delimiter).map((directory) => join(directory, command));
  const found = await Promise.all([command, ...paths].map((path) => stat(path).catch(() => undefined)));
  return found.some((file) => file?.isFile());
}
