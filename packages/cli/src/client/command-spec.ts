import type { contract } from "./contract.ts";

export type OperationName = keyof typeof contract;

/** How a command can be reverted; the printed command is made from its arguments and its result. */
export type Undo =
  /** The event of the change, found in the feed. */
  | { readonly kind: "event" }
  /** The offboarding, which the result or the list of offboardings names. */
  | { readonly kind: "offboarding" }
  /** Another command, with values of the path or of the result: `groups delete {id}`. */
  | {
      readonly kind: "command";
      readonly command: string /** A field with which the command would not revert everything. */;
      readonly unless?: string;
    };

/** One command: how people call an operation of the contract. */
export interface CommandSpec {
  readonly operation: OperationName;
  /** The fields that are arguments, in order; those of the path by default. */
  readonly args?: readonly string[];
  /** Arguments that can be left out. */
  readonly optionalArgs?: readonly string[];
  /** Names of options that differ from the general ones, by field. */
  readonly options?: Readonly<Record<string, string>>;
  /** Arguments after `whoseline`. A test runs them. */
  readonly examples: readonly [string, string];
  /** A question before a change that is hard to revert, with values of the path. */
  readonly confirm?: string;
  readonly undo?: Undo;
  /** The member of the result with the records, when the result is not the record. */
  readonly items?: string;
}

/** One noun with its verbs; the verb `""` is the noun alone. */
export interface NounSpec {
  readonly verbs: Readonly<Record<string, CommandSpec>>;
}
