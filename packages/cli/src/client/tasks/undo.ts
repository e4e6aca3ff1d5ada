import type { CommandSpec } from "../command-spec.ts";
import { contract } from "../contract.ts";
import { CommandError } from "../exit-codes.ts";
import { reportFailure } from "../failure.ts";
import type { BoundField } from "../fields.ts";
import type { Io } from "../io.ts";
import { formatOf } from "../output.ts";
import { type CommandOptions, perform } from "../perform.ts";

interface UndoOptions extends CommandOptions {
  readonly reason?: string;
}

/** Undoes an event by its number in the feed, or an offboarding by its id. */
export async function undo(io: Io, [change]: readonly unknown[], options: UndoOptions): Promise<number> {
  const text = String(change);
  const isOffboarding = /^[0-9a-f]{24}$/i.test(text);
  if (!isOffboarding && !/^[1-9]\d{0,15}$/.test(text))
    return reportFailure(
      io,
      new CommandError("Name the seq of an event, like 45, or the id of an offboarding."),
      formatOf(io, options.output),
    );
  const operation = isOffboarding ? contract.undoOffboarding : contract.undoEvent;
  const spec: CommandSpec = {
    operation: isOffboarding ? "undoOffboarding" : "undoEvent",
    examples: ["undo 45", "undo 45"],
  };
  const fields = operation.fields
    .filter(({ name }) => name !== "organization")
    .map((field): BoundField => ({ field, from: field.in === "path" ? 0 : field.name }));
  const value = isOffboarding ? text : Number(text);
  return perform(io, { spec, operation, fields, args: [value], options: { ...options } });
}
