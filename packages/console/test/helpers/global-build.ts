import { fileURLToPath } from "node:url";
import { build } from "vite";

/** Builds the console before its tests, so that they never run against files of an earlier state. */
export async function setup(): Promise<void> {
  const { NODE_ENV } = process.env;
  // Vite would make a build for development in the environment of the tests.
  process.env.NODE_ENV = "production";
  try {
    await build({ root: fileURLToPath(new URL("../..", import.meta.url)), logLevel: "error" });
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  }
}
