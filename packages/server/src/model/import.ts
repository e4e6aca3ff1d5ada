import type { ImportId, Job, JobId, Timestamp, UserId } from "../model.ts";

export const importModes = ["each", "atomic"] as const;
/** `each`: a refused row does not undo the others. `atomic`: all rows take effect in one transaction, or none. */
export type ImportMode = (typeof importModes)[number];

export const importStates = [
  "uploading",
  "checking",
  "checked",
  "applying",
  "applied",
  "undoing",
  "undone",
  "failed",
  "cancelled",
] as const;
export type ImportState = (typeof importStates)[number];

/** What the present job of an import does. */
export type ImportPhase = "upload" | "check" | "apply" | "undo";

export const rowFates = ["create", "change", "same", "refused"] as const;
export type RowFate = (typeof rowFates)[number];

/** A file of numbers or users, what it would do and what it has done. */
export interface Import {
  readonly id: ImportId;
  readonly kind: "numbers" | "users";
  readonly mode: ImportMode;
  readonly phase: ImportPhase;
  /** The job of the phase; null during the upload, and when it was deleted. */
  readonly job: Job | null;
  /** The job that applied the rows. */
  readonly applyJobId: JobId | null;
  readonly file: ImportFileFacts;
  /** The first lines as they were decoded. Encrypted; null after the content was deleted. */
  readonly preview: string | null;
  readonly rows: number;
  /** Of the stored content. */
  readonly bytes: number;
  readonly counts: Readonly<Record<RowFate, number>>;
  readonly result: ImportResult;
  readonly createdBy: UserId;
  readonly createdAt: Timestamp;
  /** When the content of the file was deleted. */
  readonly contentDeletedAt: Timestamp | null;
}

export interface ImportFileFacts {
  readonly columns: readonly string[];
  readonly notes: readonly string[];
  readonly reason?: string | undefined;
}

export interface ImportResult {
  /** Refused rows, by code and column; the most frequent first. */
  readonly groups: readonly RefusalGroup[];
  /** How long the transaction of an atomic import held the lock of the organization, in milliseconds. */
  readonly lockMs?: number | undefined;
  readonly undo?: ImportUndo | undefined;
}

/** What an undo has done, in numbers of rows. */
export interface ImportUndo {
  readonly undone: number;
  readonly refused: number;
  /** Refused rows by code; the most frequent first. */
  readonly groups: readonly RefusalGroup[];
  /** The jobs that undid rows: more than one after a cancelled or failed undo. */
  readonly jobIds: readonly JobId[];
}

export interface RefusalGroup {
  readonly code: string;
  readonly column: string;
  /** The sentence of the first refusal, which names the rule. */
  readonly detail: string;
  readonly expected: string;
  readonly count: number;
  /** The first rows. */
  readonly rows: readonly number[];
}

/** What became of one row of the file, or would become of it. */
export interface ImportedRow {
  readonly row: number;
  readonly fate: RowFate;
  /** Of the record; absent from what a dry run would create. */
  readonly id?: string | undefined;
  readonly refusals?: readonly RowRefusal[] | undefined;
  readonly notes?: readonly string[] | undefined;
  /** What the record was when the dry run saw it: an apply refuses the row when it has changed. */
  readonly basis?: string | undefined;
  /** The numbers of the first and the last event of an applied row; absent when it changed nothing. */
  readonly seqs?: readonly [number, number] | undefined;
  /** What the undo did with an applied row. */
  readonly undo?: RowUndo | undefined;
}

export const undoFates = ["undone", "refused"] as const;

export interface RowUndo {
  readonly fate: (typeof undoFates)[number];
  /** Of the error; null when the row is undone. */
  readonly code: string | null;
  /** Why it was refused, in a sentence; null when the row is undone. */
  readonly detail: string | null;
}

export interface RowRefusal {
  readonly code: string;
  readonly column: string;
  readonly detail: string;
  readonly expected: string;
}
