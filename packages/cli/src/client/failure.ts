import { WhoselineError } from "@whoseline/sdk";
import { exitCodeOf, exitCodes } from "./exit-codes.ts";
import { type Io, note } from "./io.ts";
import type { Format } from "./output-format.ts";
import { Interrupted } from "./prompt.ts";
import { printable } from "./table.ts";

/** A write that was sent. */
export interface SentWrite {
  readonly idempotencyKey: string;
}

/** Writes an error to stderr, as its problem document where the output is JSON. Returns the exit code. */
export function reportFailure(io: Io, error: unknown, format: Format, sent?: SentWrite): number {
  if (error instanceof Interrupted || io.signal.aborted) return reportInterrupt(io, sent);
  const exitCode = exitCodeOf(error);
  const isUnknown = sent !== undefined && hasUnknownOutcome(error);
  if (format === "json" || format === "ndjson") {
    const key = isUnknown ? { idempotencyKey: sent.idempotencyKey } : {};
    note(io, JSON.stringify({ ...problemOf(error, exitCode), ...key }));
    return exitCode;
  }
  note(io, `error: ${messageOf(error)}`);
  if (error instanceof WhoselineError && error.requestId !== undefined && (error.status ?? 0) >= 500)
    note(io, `Request id: ${printable(error.requestId)}`);
  if (isUnknown) noteRetry(io, sent);
  else if (error instanceof WhoselineError && error.status === 401)
    note(io, "Store a key with: whoseline login");
  return exitCode;
}

function reportInterrupt(io: Io, sent: SentWrite | undefined): number {
  note(io, "Interrupted.");
  if (sent !== undefined) noteRetry(io, sent);
  return exitCodes.interrupted;
}

/** Whether a write may have taken effect although it failed: no response, or one of something between. */
function hasUnknownOutcome(error: unknown): boolean {
  if (!(error instanceof WhoselineError)) return false;
  if (error.status === undefined) return error.code === "connection_failed" || error.code === "timeout";
  return error.status >= 500 || error.code === "unexpected_response";
}

function noteRetry(io: Io, { idempotencyKey }: SentWrite): void {
  note(io, "The outcome is unknown. This command repeats the change at most once:");
  note(io, `  ${commandLine(io, ["--idempotency-key", idempotencyKey])}`);
}

/** The command that was called, without an earlier idempotency key. */
function commandLine({ args }: Io, added: readonly string[]): string {
  const kept = args.filter(
    (text, index) =>
      text !== "--idempotency-key" &&
      args[index - 1] !== "--idempotency-key" &&
      !text.startsWith("--idempotency-key="),
  );
  return shellCommand([...kept, ...added]);
}

/** The command line with these arguments, for a POSIX shell. */
export const shellCommand = (args: readonly string[]): string => ["whoseline", ...args].map(quoted).join(" ");

/** Quotes an argument for a POSIX shell. */
const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

function problemOf(error: unknown, exitCode: number): object {
  if (error instanceof WhoselineError && error.problem !== undefined) return error.problem;
  const isOfSdk = error instanceof WhoselineError;
  return {
    type: "about:blank",
    title: isOfSdk ? "The request failed." : "The command failed.",
    status: isOfSdk ? error.status : undefined,
    code: isOfSdk ? error.code : exitCode === exitCodes.usage ? "invalid_usage" : "failed",
    detail: messageOf(error),
  };
}

/** The message, without the id of the operation that begins those of the SDK and without its advice for programs. */
function messageOf(error: unknown): string {
  if (!(error instanceof WhoselineError)) return error instanceof Error ? error.message : String(error);
  const text = error.message
    .replace(/^\w+: (?=[a-z])/i, "")
    .replace(/ The outcome is unknown: a retry with the idempotencyKey of this error is safe\.$/, "");
  const sentence = `${text.charAt(0).toUpperCase()}${text.slice(1)}${reasonOf(error)}`;
  return sentence
    .split("\n")
    .map((line) => printable(line))
    .join("\n");
}

/** Why there is no connection, in the words of the runtime: `connect ECONNREFUSED 127.0.0.1:2212`. */
function reasonOf({ code, cause }: WhoselineError): string {
  if (code !== "connection_failed" || !(cause instanceof Error)) return "";
  const { message } = cause.cause instanceof Error ? cause.cause : cause;
  return message === "" ? "" : ` ${message}.`;
}
