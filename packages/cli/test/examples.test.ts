import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startWorkers } from "../../server/src/workers/start-workers.ts";
import { type RunningApp, startApp } from "../../server/test/helpers/app.ts";
import { startAppCopy } from "../../server/test/helpers/app-copy.ts";
import { nouns } from "../src/client/nouns.ts";
import { tasks } from "../src/client/tasks/index.ts";
import { environmentOf, runCli } from "./helpers/cli.ts";
import { type ExampleWorld, makeExampleWorld } from "./helpers/example-world.ts";

let original: RunningApp;
let world: ExampleWorld;

beforeAll(async () => {
  original = await startApp({ engine: "sqlite" });
  world = await makeExampleWorld(original);
});
afterAll(async () => {
  await original.close();
  await rm(world.folder, { recursive: true });
});

const ofNouns = await Promise.all(
  Object.entries(nouns).map(async ([noun, { load }]) =>
    Object.entries((await load()).verbs).map(([verb, { examples }]) => ({
      name: `${noun} ${verb}`.trim(),
      examples,
    })),
  ),
);
const ofTasks = Object.entries(tasks).map(([name, { examples }]) => ({ name, examples }));

/** Splits a command as a shell does, with quotes around complete words only. */
const split = (command: string): string[] =>
  Array.from(
    command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g),
    ([, inQuotes, inSingleQuotes, plain]) => inQuotes ?? inSingleQuotes ?? plain ?? "",
  );

test.each([...ofNouns.flat(), ...ofTasks])(
  "the examples of `whoseline $name -h` work",
  async ({ examples }) => {
    const app = await startAppCopy(original.database);
    const config = await mkdtemp(join(tmpdir(), "whoseline-config-"));
    const env = { ...environmentOf(app.url), XDG_CONFIG_HOME: config };
    for (const profile of examples.some((one) => /^(logout|profiles)/.test(one))
      ? ["staging", "default"]
      : [])
      await runCli(["login", profile, "--key-file", "acme.key"], { env, cwd: world.folder });
    const workers = examples.some((one) => one.startsWith("import ")) ? startWorkers(app) : undefined;
    for (const example of examples) {
      const actual = [...world.ids].reduce((text, [shown, id]) => text.replaceAll(shown, id), example);
      const { code, stderr } = await runCli(split(actual.replace("http://127.0.0.1:2212", app.url)), {
        env,
        cwd: world.folder,
      });
      expect({ example, code, stderr }).toEqual({
        example,
        code: 0,
        stderr: expect.not.stringContaining("rror:"),
      });
    }
    await workers?.stop();
    await app.close();
    await rm(config, { recursive: true });
    await rm(join(world.folder, "whoseline.db"), { force: true });
  },
);
