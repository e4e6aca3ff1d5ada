import { execFile } from "node:child_process";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { createLogger } from "../../src/http/observability/logger.ts";

async function outputOf(isTerminal: boolean): Promise<string> {
  const destination = new PassThrough();
  const logger = await createLogger({ level: "info", isTerminal, destination });
  logger.debug("Too detailed.");
  logger.warn({ rejected: 3 }, "Overloaded.");
  // Lets the formatter's stream pass the line on.
  await new Promise((resolve) => setImmediate(resolve));
  destination.end();
  return text(destination);
}

test("logs one JSON object per line if the output is not a terminal", async () => {
  const output = await outputOf(false);
  expect(output).toMatch(/^[^\n]+\n$/);
  expect(JSON.parse(output)).toMatchObject({ level: 40, rejected: 3, msg: "Overloaded." });
});

test("logs readable lines on a terminal", async () => {
  const output = await outputOf(true);
  expect(output).toMatch(/^\[\d\d:\d\d:\d\d\.\d{3}\] .*WARN.*Overloaded\./);
  expect(output).toMatch(/rejected.*3/);
  expect(output).not.toContain('"msg"');
});

test.each([true, false])("loads the formatter only for a terminal: %s", async (isTerminal) => {
  const script = `
    import { createRequire } from "node:module";
    import { createLogger } from ${JSON.stringify(import.meta.resolve("../../src/http/observability/logger.ts"))};
    await createLogger({ level: "silent", isTerminal: ${isTerminal} });
    const loaded = Object.keys(createRequire(${JSON.stringify(import.meta.filename)}).cache);
    console.log(loaded.some((name) => name.includes("/pino-pretty/")), loaded.some((name) => name.includes("/pino/")));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script]);
  expect(stdout).toBe(`${isTerminal} true\n`);
});
