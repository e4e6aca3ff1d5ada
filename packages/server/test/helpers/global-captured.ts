import { captureRun } from "./captured.ts";

/** Fails a run in which an app logged, or returned in an error response, personal data or a credential. */
export function setup(): (() => void) | undefined {
  const end = captureRun();
  if (end === undefined) return undefined;
  return () => {
    try {
      end();
    } catch (error) {
      process.exitCode = 1;
      throw error;
    }
  };
}
