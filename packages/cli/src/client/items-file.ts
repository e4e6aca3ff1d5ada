import { readFile } from "node:fs/promises";
import { text as readText } from "node:stream/consumers";
import { CommandError } from "./exit-codes.ts";
import type { Io } from "./io.ts";

/** Reads a JSON array or NDJSON from a file; from standard input for `-`. */
export async function readItems({ stdin }: Io, path: string): Promise<readonly unknown[]> {
  const text =
    path === "-"
      ? await readText(stdin)
      : await readFile(path, "utf8").catch((error) => {
          throw new CommandError(`${path} cannot be read: ${error.message}`);
        });
  const content = text.replace(/^\ufeff/, "").trim();
  return content.startsWith("[") ? parseArray(content, path) : parseLines(content, path);
}

function parseArray(text: string, path: string): readonly unknown[] {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandError(`${path} is not a JSON array: ${(error as Error).message}`);
  }
}

function parseLines(text: string, path: string): readonly unknown[] {
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    try {
      return [JSON.parse(line)];
    } catch (error) {
      throw new CommandError(`Line ${index + 1} of ${path} is not JSON: ${(error as Error).message}`);
    }
  });
}
