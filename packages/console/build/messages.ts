import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const sources = join(import.meta.dirname, "../src");
const call = /\bt\(\s*("(?:[^"\\]|\\.)*")/g;

/** The messages of the sources: the first argument of every call of `t`. */
export function messagesOfSources(): ReadonlySet<string> {
  const files = readdirSync(sources, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.tsx?$/.test(name),
  );
  const texts = files.flatMap((name) => [...readFileSync(join(sources, name), "utf8").matchAll(call)]);
  return new Set(texts.map(([, text = '""']) => JSON.parse(text) as string));
}
