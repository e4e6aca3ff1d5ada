import { captureRun } from "./captured.ts";

/** Fails a run in which an app has let out a line, an address, a name, a key or a token. */
export function setup(): () => void {
  const end = captureRun();
  return () => {
    try {
      end();
    } catch (error) {
      process.exitCode = 1;
      throw error;
    }
  };
}
