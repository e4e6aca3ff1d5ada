import { fileURLToPath } from "node:url";
import { build } from "vite";

/** Builds the console before its tests, so that they never run against files of an earlier state. */
export async function setup(): Promise<void> {
  await build({ root: fileURLToPath(new URL("../..", import.meta.url)), logLevel: "error" });
}
