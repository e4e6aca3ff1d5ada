import { CommandError } from "./exit-codes.ts";
import type { Io } from "./io.ts";

const interrupt = "\u0003";
const endOfInput = "\u0004";
const backspaces = ["\u007f", "\b"];

/** Asks for a line on the terminal without showing it. */
export async function promptHidden(io: Io, question: string): Promise<string> {
  const { stdin, stderr } = io;
  stderr.write(question);
  stdin.setRawMode?.(true);
  stdin.setEncoding("utf8");
  let line = "";
  try {
    for await (const chunk of stdin.iterator({ destroyOnReturn: false }))
      for (const character of String(chunk)) {
        if (character === interrupt) throw new Interrupted();
        if (character === "\r" || character === "\n" || character === endOfInput) return line;
        line = backspaces.includes(character) ? line.slice(0, -1) : line + character;
      }
    return line;
  } finally {
    stdin.setRawMode?.(false);
    stdin.pause();
    stderr.write("\n");
  }
}

/** The user pressed Ctrl-C at a prompt. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** Asks before a change that cannot be repaired, or is refused where nobody can answer. */
export async function confirm(io: Io, question: string, isAccepted: boolean | undefined): Promise<void> {
  if (isAccepted) return;
  if (!io.stdin.isTTY) throw new CommandError(`${question} Repeat the command with --yes to confirm.`);
  const { createInterface } = await import("node:readline/promises");
  const lines = createInterface({ input: io.stdin, output: io.stderr });
  try {
    const answer = await lines.question(`${question} [y/N] `, { signal: io.signal }).catch((error) => {
      throw error.name === "AbortError" ? new Interrupted() : error;
    });
    if (!/^y(es)?$/i.test(answer.trim())) throw new CommandError("Nothing was changed.", 1);
  } finally {
    lines.close();
  }
}
