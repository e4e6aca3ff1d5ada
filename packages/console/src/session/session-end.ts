import { WhoselineError } from "@whoseline/sdk";
import { sharedValue } from "../hooks/shared-value.ts";

const hasEnded = sharedValue(false);

/** Whether a request was rejected because the session is over. The page then asks for a sign-in and keeps its contents. */
export const useSessionEnded = hasEnded.use;

export const setSessionEnded = hasEnded.set;

export function reportIfSessionEnded(error: unknown): void {
  if (isSessionError(error)) setSessionEnded(true);
}

export const isSessionError = (error: unknown): boolean =>
  error instanceof WhoselineError && error.status === 401;
