import { emailProblem } from "../../../text/email.ts";
import { nameProblem } from "../../../text/names.ts";
import { nameDistance, nearestFirst } from "../../../text/near.ts";
import { describeValue } from "../../kernel/describe-value.ts";
import type { Refusal, RefusalCode } from "./rows.ts";

/** The text of a cell, or the items of a list in a JSON document. */
export type Cell = string | readonly string[];
/** By column. The columns that a file or a JSON object does not have are absent. */
export type Cells = Readonly<Record<string, Cell | undefined>>;

/**
 * Reads the cells of one row, and collects what is wrong with all of them. A column that the file does not have reads as
 * undefined; an empty cell as null.
 */
export class RowCells {
  readonly refusals: Refusal[] = [];
  readonly notes: string[] = [];
  readonly #cells: Cells;

  constructor(cells: Cells) {
    this.#cells = cells;
  }

  refuse(code: RefusalCode, column: string, detail: string, expected: string): undefined {
    this.refusals.push({ code, column, detail, expected });
  }

  /** The text as it is, with its spaces. */
  raw(column: string): string | null | undefined {
    const cell = this.#cells[column];
    if (cell === undefined) return undefined;
    if (typeof cell !== "string") return this.invalid(column, cell, "one text, not a list");
    return cell === "" ? null : cell;
  }

  /** The text without the spaces around it. */
  trimmed(column: string): string | null | undefined {
    const text = this.raw(column);
    return text?.trim() === "" ? null : (text?.trim() ?? text);
  }

  /** A text that a person reads: an alias, a label or a name. */
  name(column: string, max: number): string | null | undefined {
    const text = this.raw(column);
    if (text == null || text.trim() === "") return text === undefined ? undefined : null;
    if (isLonger(text, max)) return this.invalid(column, text, `text of at most ${max} characters`);
    const problem = printableAscii.test(text) ? undefined : nameProblem(text);
    return this.#accept(column, text, { problem, expected: "text without such characters" });
  }

  email(column: string): string | null | undefined {
    const text = this.trimmed(column);
    if (text == null) return text;
    if (text.length > emailLengthMax || !email.test(text)) return this.invalid(column, text, emailFormat);
    return this.#accept(column, text, { problem: emailProblem(text), expected: emailFormat });
  }

  /** Without the `@` of a reference. */
  username(column: string): string | null | undefined {
    const text = this.trimmed(column);
    if (text == null) return text;
    if (!username.test(text)) return this.invalid(column, text, usernameFormat);
    return this.#accept(column, text, { problem: nameProblem(text), expected: usernameFormat });
  }

  #accept(
    column: string,
    text: string,
    { problem, expected }: { readonly problem: string | undefined; readonly expected: string },
  ): string | undefined {
    if (problem === undefined) return text;
    return this.refuse("invalid_value", column, `${column} ${problem}.`, expected);
  }

  /** Null for an empty cell. Case does not matter. */
  oneOf<const T extends string>(column: string, values: readonly T[]): T | null | undefined {
    const text = this.trimmed(column);
    if (text == null) return text;
    const found = values.find((value) => value.toLowerCase() === text.toLowerCase());
    if (found !== undefined) return found;
    const [nearest = ""] = nearestFirst(text, values);
    const guess = nameDistance(text, nearest) === undefined ? "" : ` (did you mean ${nearest}?)`;
    return this.invalid(column, text, `one of ${values.join(", ")}${guess}`);
  }

  /** An empty cell states nothing, because a flag has no empty value. */
  flag(column: string): boolean | undefined {
    const text = this.trimmed(column)?.toLowerCase();
    if (text == null) return undefined;
    const value = flags[text];
    return value ?? this.invalid(column, text, "true or false");
  }

  /** The items of a list; empty for an empty cell. */
  list(column: string, split: (text: string) => readonly string[]): readonly string[] | undefined {
    const cell = this.#cells[column];
    return typeof cell === "string" ? split(cell) : cell;
  }

  required(column: string, what: string): undefined {
    return this.refuse("required", column, `${column} is required: ${what}.`, what);
  }

  invalid(column: string, value: Cell, expected: string): undefined {
    return this.refuse(
      "invalid_value",
      column,
      `${column} must be ${expected}, got ${describeValue(value)}.`,
      expected,
    );
  }
}

/** A character has at most two UTF-16 code units. */
const isLonger = (text: string, max: number): boolean => text.length > 2 * max || [...text].length > max;

const emailLengthMax = 254;
const emailFormat = "an e-mail address like sam.patel@acme.example";
/** At most one way to match: a second way would cost the square of the length. */
const email = /^[^\s@]+@[^\s@][^\s@.]*\.[^\s@]+$/;
const usernameFormat = "1 to 64 characters without spaces";
const username = /^\S{1,64}$/u;

/** Text that can be a name if it is not empty; the check of other texts takes longer than all else of a row. */
const printableAscii = /^[ -~]*$/;

const flags: Readonly<Record<string, boolean | undefined>> = {
  ...{ true: true, yes: true, "1": true },
  ...{ false: false, no: false, "0": false },
};
