import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import type { Io } from "../src/client/io.ts";
import { confirm, Interrupted, promptHidden } from "../src/client/prompt.ts";

/** A terminal whose user types the keys. */
function terminal(keys: string): Io & { readonly shown: () => string } {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const stderr = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  stdin.write(keys);
  const io = {
    args: [],
    env: {},
    stdin,
    stdout: new PassThrough(),
    stderr,
    signal: new AbortController().signal,
  };
  return { ...io, shown: () => String(stderr.read()) };
}

test("a key that is typed is read to the end of the line and not shown", async () => {
  const io = terminal("wl_sa\u007fecret\rmore");
  expect(await promptHidden(io, "Key: ")).toBe("wl_secret");
  expect(io.shown()).toBe("Key: \n");
});

test("Ctrl-C ends a prompt as an interrupt", async () => {
  await expect(promptHidden(terminal("wl_\u0003"), "Key: ")).rejects.toBeInstanceOf(Interrupted);
  await expect(confirm(terminal("\u0003"), "Release it?", false)).rejects.toBeInstanceOf(Interrupted);
});

test("only a yes confirms", async () => {
  await expect(confirm(terminal("y\r"), "Release it?", false)).resolves.toBeUndefined();
  for (const keys of ["\r", "n\r", "maybe\r"])
    await expect(confirm(terminal(keys), "Release it?", false)).rejects.toThrow("Nothing was changed.");
});
