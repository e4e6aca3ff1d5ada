import type { WhoselineError } from "@whoseline/sdk";
import { useSyncExternalStore } from "react";

/** Whether requests fail at present and are repeated. */
export type Connection = "connected" | "retrying";

const listeners = new Set<() => void>();
let connection: Connection = "connected";

export const reportRetry = (_error: WhoselineError): void => set("retrying");
export const reportSuccess = (): void => set("connected");

export const useConnection = (): Connection =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => connection,
  );

function set(next: Connection): void {
  if (next === connection) return;
  connection = next;
  for (const listener of listeners) listener();
}
