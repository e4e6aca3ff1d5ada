import { WhoselineError } from "@whoseline/sdk";
import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
let hasEnded = false;

/** Whether a request was rejected because the session is over. The page then asks for a sign-in and keeps its contents. */
export const useSessionEnded = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => hasEnded,
  );

export function reportIfSessionEnded(error: unknown): void {
  if (isSessionError(error)) setSessionEnded(true);
}

export const isSessionError = (error: unknown): boolean =>
  error instanceof WhoselineError && error.status === 401;

export function setSessionEnded(value: boolean): void {
  if (value === hasEnded) return;
  hasEnded = value;
  for (const listener of listeners) listener();
}
