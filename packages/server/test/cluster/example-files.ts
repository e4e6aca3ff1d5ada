import { readFileSync, writeFileSync } from "node:fs";

/** Pairs of a text of the example and the text that replaces it. */
export type Replacements = readonly (readonly [string | RegExp, string])[];

/**
 * Writes a file of examples/patroni with the addresses and folders of a test. Throws when the example does not contain a
 * text to replace, so that the test follows the example.
 */
export function writeExample(name: string, target: string, replacements: Replacements): void {
  writeFileSync(target, replaced(readExample(name), name, replacements));
}

/** Like `writeExample`, for the machine `db1`, `db2` or `db3`, with the exchange that the example's first line asks for. */
export function writeExampleOf(
  machine: number,
  name: string,
  target: string,
  replacements: Replacements,
): void {
  const lines = readExample(name).split("\n");
  const exchanged = lines.map((line) =>
    line.includes("10.0.0.12")
      ? line
      : line.replace("name: db1", `name: db${machine}`).replace("10.0.0.11", `10.0.0.1${machine}`),
  );
  writeFileSync(target, replaced(exchanged.join("\n"), name, replacements));
}

const readExample = (name: string): string =>
  readFileSync(new URL(`../../../../examples/patroni/${name}`, import.meta.url), "utf8");

function replaced(text: string, name: string, replacements: Replacements): string {
  let result = text;
  for (const [before, after] of replacements) {
    const next = result.replaceAll(before, after);
    if (next === result) throw new Error(`examples/patroni/${name} does not contain ${before}`);
    result = next;
  }
  return result;
}
