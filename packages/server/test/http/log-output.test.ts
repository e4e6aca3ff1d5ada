import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { LogOutput } from "../../src/http/observability/log-output.ts";
import { createLogger } from "../../src/http/observability/logger.ts";

/** A reader that takes a line only when it is asked to. */
function stalledReader() {
  const read: string[] = [];
  let resume = (): void => {};
  const stream = new Writable({
    decodeStrings: false,
    highWaterMark: 1,
    write(line: string, _encoding, done) {
      read.push(line);
      resume = done;
    },
  });
  return { stream, read, readOne: () => resume() };
}

test("drops and counts lines beyond the limit while nobody reads", () => {
  const { stream, read } = stalledReader();
  const output = new LogOutput(stream, { bytesMax: 30 });
  for (let line = 0; line < 10; line++) output.write("123456789\n");
  expect(output.dropped).toBe(7);
  expect(stream.writableLength).toBe(30);
  expect(read).toHaveLength(1);
});

test("logs how many lines were lost when the reader has read the rest", async () => {
  const { stream, read, readOne } = stalledReader();
  const output = new LogOutput(stream, { bytesMax: 300 });
  const logger = await createLogger({ level: "info", isTerminal: false, destination: output });
  for (let line = 0; line < 10; line++) logger.info("a line of some length");
  const lost = output.dropped;
  expect(lost).toBeGreaterThan(0);
  while (stream.writableLength > 0) {
    readOne();
    await new Promise(setImmediate);
    if (read.at(-1)?.includes("dropped")) break;
  }
  expect(JSON.parse(read.at(-1) ?? "")).toMatchObject({
    level: 40,
    dropped: lost,
    msg: "log lines were dropped: the output was not read",
  });
  expect(read).toHaveLength(10 - lost + 1);
});

test("a reader that went away loses lines and ends nothing", async () => {
  const stream = new Writable({ write: (_line, _encoding, done) => done(new Error("EPIPE")) });
  const output = new LogOutput(stream);
  output.write("lost\n");
  await new Promise(setImmediate);
  expect(output.dropped).toBe(1);
});

test("waits for the last lines, but not for a stalled reader", async () => {
  const { stream, readOne } = stalledReader();
  const output = new LogOutput(stream);
  output.write("last\n");
  await output.flush(1);
  const flushed = output.flush(60_000);
  readOne();
  await flushed;
  expect(stream.writableLength).toBe(0);
});
