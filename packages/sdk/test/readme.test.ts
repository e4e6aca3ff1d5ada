import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { superadminKey, useApp } from "../../server/test/helpers/app.ts";
import { makeReadmeOrganization, makeReadmeWorld } from "../../server/test/helpers/readme-world.ts";

const root = join(import.meta.dirname, "../../..");
const app = useApp({ scope: "test" });
let folder: string;

interface Snippet {
  readonly code: string;
  /** What it prints, in the block after it. */
  readonly output: string;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "whoseline-sdk-"));
  await mkdir(join(folder, "node_modules/@whoseline"), { recursive: true });
  await symlink(join(root, "packages/sdk"), join(folder, "node_modules/@whoseline/sdk"));
  await symlink(join(root, "node_modules/@types"), join(folder, "node_modules/@types"));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const snippetsOf = (document: string): readonly Snippet[] =>
  [...readFileSync(join(root, document), "utf8").matchAll(/```ts\n(.*?)```\n(?:\n```text\n(.*?)```)?/gs)].map(
    ([, code = "", output = ""]) => ({ code, output }),
  );

/** The snippets of a document as one program: a reader copies them in this order. */
function programOf(document: string): string {
  const lines = snippetsOf(document).flatMap(({ code }) => code.split("\n"));
  const isImport = (line: string) => line.startsWith("import ");
  const imports = new Set(lines.filter(isImport));
  return [...imports, ...lines.filter((line) => !isImport(line)), "export {};"].join("\n");
}

const sdk = "packages/sdk/README.md";
const documents = ["README.md", sdk];

test.each(documents)("the snippets of %s print what it shows", async (document) => {
  // The README at the root has made a user and a number before.
  await (document === sdk ? makeReadmeOrganization(app.ask) : makeReadmeWorld(app.ask));
  await writeFile(join(folder, "printed.ts"), programOf(document).replace("http://127.0.0.1:2212", app.url));
  const node = spawn(process.execPath, ["--conditions=@whoseline/source", "printed.ts"], {
    cwd: folder,
    env: { PATH: process.env.PATH, WHOSELINE_KEY: superadminKey },
  });
  const [stdout, stderr] = await Promise.all([text(node.stdout), text(node.stderr), once(node, "close")]);
  expect(stderr.replaceAll(/\(node:\d+\) Warning.*/g, "")).toBe("");
  const outputs = snippetsOf(document).map(({ output }) => output);
  expect(stdout).toBe(outputs.join(""));
});

test.each(documents)("the snippets of %s compile", async (document) => {
  await writeFile(join(folder, "compiled.ts"), programOf(document));
  const tsc = join(root, "node_modules/.bin/tsc");
  const flags =
    "--noEmit --strict --exactOptionalPropertyTypes --skipLibCheck --module nodenext --target es2024 --types node --customConditions @whoseline/source --allowImportingTsExtensions";
  const { stdout, status } = spawnSync(tsc, [...flags.split(" "), "compiled.ts"], {
    cwd: folder,
    encoding: "utf8",
  });
  expect({ stdout, status }).toEqual({ stdout: "", status: 0 });
});

test("the server of the README accepts a signed webhook and rejects another", async () => {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const code = snippetsOf(sdk).find((snippet) => snippet.code.includes("createServer"))?.code ?? "";
  const listen = 'server.listen(0, "127.0.0.1", () => console.log(JSON.stringify(server.address())));';
  await writeFile(join(folder, "webhook.ts"), `${code}\n${listen}\n`);
  const node = spawn(process.execPath, ["--conditions=@whoseline/source", "webhook.ts"], {
    cwd: folder,
    env: { PATH: process.env.PATH, WEBHOOK_SECRET: secret },
  });
  try {
    const [line] = await once(node.stdout, "data");
    const { port } = JSON.parse(String(line));
    const body = '{"type":"number.assigned"}';
    const at = new Date();
    const headers = {
      "webhook-id": "msg_1",
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": new Webhook(secret).sign("msg_1", at, body),
    };
    const send = async (sent: string) =>
      (await fetch(`http://127.0.0.1:${port}`, { method: "POST", headers, body: sent })).status;
    expect([await send(body), await send(`${body} `)]).toEqual([204, 400]);
  } finally {
    node.kill();
    await once(node, "close");
  }
});
