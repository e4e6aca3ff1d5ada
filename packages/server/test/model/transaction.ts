import { isDeepStrictEqual } from "node:util";
import { assignmentKinds } from "./log/assignments.ts";
import { type Dialect, eventsOf, type Fact, type Log } from "./log/log.ts";
import { holdOf } from "./log/numbers.ts";

/** The operation is rejected with this code, and appends nothing. */
export class Rejection extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

interface TransactionOptions {
  readonly log: Log;
  readonly otherLog: Log;
  readonly at: number;
  readonly dialect: Dialect;
  readonly reason: string | undefined;
}

/** What one operation appends to the log of its organization. */
export class Transaction {
  /** The log with everything appended so far. */
  log: Log;
  /** The other organization's, which may have a line that this one wants. */
  readonly otherLog: Log;
  readonly at: number;
  readonly reason: string | undefined;
  /** The event that the next event undoes. */
  undoes: number | null = null;
  readonly #dialect: Dialect;

  constructor({ log, otherLog, at, dialect, reason }: TransactionOptions) {
    this.log = log;
    this.otherLog = otherLog;
    this.at = at;
    this.reason = reason;
    this.#dialect = dialect;
  }

  /** A change of an assignment that begins or ends a hold on its number is followed by `number.updated`. */
  append(fact: Fact): void {
    const before = this.log;
    this.#append(fact);
    if (!isOfAssignment(fact)) return;
    const { number } = fact;
    if (!isDeepStrictEqual(holdOf(before, number), holdOf(this.log, number)))
      this.#append({ kind: "number.updated", number });
  }

  #append(fact: Fact): void {
    const isEvent = !fact.kind.startsWith("offboarding.");
    const seq = isEvent ? eventsOf(this.log).length + 1 : null;
    const metadata = { seq, at: this.at, reason: this.reason ?? null, dialect: this.#dialect };
    this.log = [...this.log, { ...fact, ...metadata, undoes: isEvent ? this.undoes : null }];
    if (isEvent) this.undoes = null;
  }
}

type AssignmentFact = Extract<Fact, { readonly kind: (typeof assignmentKinds)[number] }>;

const isOfAssignment = (fact: Fact): fact is AssignmentFact =>
  (assignmentKinds as readonly string[]).includes(fact.kind);
