import fc from "fast-check";
import { commandsOf } from "./commands.ts";
import type { Command } from "./operations.ts";
import type { Session } from "./session.ts";

export interface Hunt {
  readonly seed: number;
  readonly runs: number;
  /** How many shorter sequences are tried once one has failed. */
  readonly shrinks: number;
  readonly length?: number;
}

/** Random sequences until one fails; then the shortest found that still does, with its seed. */
export async function hunt(
  session: Session,
  { seed, runs, shrinks, length = 50 }: Hunt,
): Promise<{ ran: number; failure: string | undefined }> {
  let ran = 0;
  for (const commands of fc.sample(commandsOf(length), { seed, numRuns: runs })) {
    ran += 1;
    const failure = await failureOf(session, commands, ran);
    if (failure === undefined) continue;
    const shortest = await shorten(session, { commands, failure, ran }, shrinks);
    return {
      ran,
      failure: `seed ${seed}, run ${ran}, ${shortest.commands.length} commands. ${shortest.failure}`,
    };
  }
  return { ran, failure: undefined };
}

async function failureOf(
  session: Session,
  commands: readonly Command[],
  ran: number,
): Promise<string | undefined> {
  try {
    await session.run(commands, ran);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

interface Failed {
  readonly commands: readonly Command[];
  readonly failure: string;
  readonly ran: number;
}

/** Leaves out ever smaller parts, as long as what remains still fails. */
async function shorten(session: Session, found: Failed, shrinks: number): Promise<Failed> {
  let shortest = found;
  let left = shrinks;
  for (let size = Math.ceil(found.commands.length / 2); size >= 1 && left > 0; size = Math.floor(size / 2))
    for (let start = shortest.commands.length - size; start > -size && left > 0; start -= size) {
      const fewer = shortest.commands.toSpliced(Math.max(0, start), size);
      left -= 1;
      const failure = await failureOf(session, fewer, found.ran);
      if (failure !== undefined) shortest = { ...found, commands: fewer, failure };
    }
  return shortest;
}
