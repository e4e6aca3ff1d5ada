import fc from "fast-check";
import { commandsArbitrary } from "./arbitraries.ts";
import type { Command } from "./operations.ts";
import type { Session } from "./session.ts";

export interface SearchOptions {
  readonly seed: number;
  readonly runs: number;
  /** How many shorter sequences are tried once one has failed. */
  readonly shrinks: number;
  readonly length?: number;
}

/** Runs random sequences until one fails; `failure` describes the shortest one found that still does. */
export async function findCounterexample(
  session: Session,
  { seed, runs, shrinks, length = 50 }: SearchOptions,
): Promise<{ ran: number; failure: string | undefined }> {
  let ran = 0;
  for (const commands of fc.sample(commandsArbitrary(length), { seed, numRuns: runs })) {
    ran += 1;
    const failure = await failureOf(session, commands, ran);
    if (failure === undefined) continue;
    const shortest = await shrink(session, { commands, failure, ran }, shrinks);
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

interface Counterexample {
  readonly commands: readonly Command[];
  readonly failure: string;
  readonly ran: number;
}

/** Removes ever smaller parts of the sequence that are not needed for a failure. */
async function shrink(session: Session, found: Counterexample, shrinks: number): Promise<Counterexample> {
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
