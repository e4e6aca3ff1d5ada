import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { superadminKey, useApp } from "../../server/test/helpers/app.ts";
import { makeReadmeWorld } from "../../server/test/helpers/readme-world.ts";
import { environmentOf, runCli } from "./helpers/cli.ts";
import { type ExampleWorld, makeExampleWorld } from "./helpers/example-world.ts";

const root = join(import.meta.dirname, "../../..");
const app = useApp({ scope: "test" });
let config: string;

beforeAll(async () => {
  config = await mkdtemp(join(tmpdir(), "whoseline-config-"));
});
afterAll(() => rm(config, { recursive: true }));

interface Shown {
  readonly command: string;
  /** What the block after it shows. */
  readonly output: string | undefined;
}

/** The commands of a document, which a reader calls in this order. */
function commandsOf(document: string): readonly Shown[] {
  const blocks = readFileSync(join(root, document), "utf8").matchAll(
    /```sh\n(.*?)```\n(?:\n```text\n(.*?)```)?/gs,
  );
  return [...blocks].flatMap(([, code = "", output]) => {
    const lines = code.split("\n").filter((line) => line.startsWith("whoseline "));
    return lines.map((command, index) => ({
      command,
      output: index === lines.length - 1 ? output : undefined,
    }));
  });
}

const split = (command: string): string[] =>
  Array.from(command.matchAll(/"([^"]*)"|(\S+)/g), ([, inQuotes, plain]) => inQuotes ?? plain ?? "").slice(1);

async function run({ command, output }: Shown, organization: string, folder: string): Promise<void> {
  const env = { ...environmentOf(app.url, organization), XDG_CONFIG_HOME: config };
  const args = [...split(command), ...(output === undefined ? [] : ["--output", "table"])];
  const result = await runCli(args, { env, cwd: folder, stdin: superadminKey });
  expect({ command, ...result }).toMatchObject({
    command,
    code: 0,
    ...(output !== undefined && { stdout: output }),
  });
}

test("the commands of docs/cli.md work and print what it shows", async () => {
  const world: ExampleWorld = await makeExampleWorld(app);
  for (const shown of commandsOf("docs/cli.md")) await run(shown, "acme", world.folder);
  await rm(world.folder, { recursive: true });
});

test("the commands of the README work and print what it shows", async () => {
  await makeReadmeWorld(app.ask);
  for (const shown of commandsOf("README.md")) await run(shown, "example-callers", config);
});
