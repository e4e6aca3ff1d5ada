import { WhoselineError } from "@whoseline/sdk";
import { exitCodes } from "./exit-code-list.ts";

export { exitCodes };

/** An error of the command line itself. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: number;

  constructor(message: string, exitCode: number = exitCodes.usage) {
    super(message);
    this.exitCode = exitCode;
  }
}

const byStatus: Readonly<Record<number, number>> = {
  401: exitCodes.notPermitted,
  403: exitCodes.notPermitted,
  404: exitCodes.notFound,
  410: exitCodes.notFound,
  409: exitCodes.conflict,
  412: exitCodes.conflict,
  428: exitCodes.conflict,
  502: exitCodes.unreachable,
  503: exitCodes.unreachable,
  504: exitCodes.unreachable,
};

export function exitCodeOf(error: unknown): number {
  if (error instanceof CommandError) return error.exitCode;
  if (!(error instanceof WhoselineError)) return exitCodes.failed;
  if (error.status !== undefined) return byStatus[error.status] ?? exitCodes.failed;
  if (error.code === "invalid_argument") return exitCodes.usage;
  if (error.code === "position_diverged" || error.code === "position_ahead") return exitCodes.conflict;
  return error.code === "connection_failed" || error.code === "timeout"
    ? exitCodes.unreachable
    : exitCodes.failed;
}
