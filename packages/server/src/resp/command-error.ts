import { CoreError, type ErrorKind } from "../core/kernel/errors.ts";
import { render } from "../dialects/native/errors.ts";
import type { HttpError } from "../http/errors.ts";
import { toHttpError } from "../http/mounting/error-mapper.ts";

/** The first word of an error: those of Redis, by which its clients decide. */
export type ErrorWord = "ERR" | "NOAUTH" | "NOPERM" | "WRONGPASS" | "NOPROTO" | "TRYAGAIN";

/** A refused command, which the client can correct or repeat. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly word: ErrorWord;

  constructor(word: ErrorWord, sentence: string) {
    super(sentence);
    this.word = word;
  }
}

const words: Partial<Record<ErrorKind, ErrorWord>> = {
  unauthenticated: "NOAUTH",
  forbidden: "NOPERM",
  unavailable: "TRYAGAIN",
};

/** Maps everything thrown to a reply with the sentence of the HTTP API. */
export function toCommandError(thrown: unknown): CommandError {
  if (thrown instanceof CommandError) return thrown;
  const error = toHttpError(thrown);
  return new CommandError(words[error.kind] ?? "ERR", sentenceOf(error));
}

export const sentenceOf = (error: HttpError): string =>
  (render(error).body as { readonly detail: string }).detail;

/** Whether the credential is the reason. */
export const isUnauthenticated = (thrown: unknown): boolean =>
  !(thrown instanceof CommandError) && toHttpError(thrown).kind === "unauthenticated";

/** Whether it is the server's fault, so that it belongs in the log. */
export const isInternal = (thrown: unknown): boolean =>
  !(thrown instanceof CommandError) &&
  !(thrown instanceof CoreError) &&
  toHttpError(thrown).kind === "internal";
