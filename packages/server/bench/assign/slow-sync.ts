import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Compiles the library that delays syncs. Returns the environment of a process with it; undefined without a C compiler. */
export function slowSync(folder: string, milliseconds: number): NodeJS.ProcessEnv | undefined {
  const library = join(folder, "slow-sync.so");
  const source = fileURLToPath(new URL("slow-sync.c", import.meta.url));
  try {
    execFileSync("cc", ["-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"], { stdio: "ignore" });
  } catch {
    return undefined;
  }
  return { LD_PRELOAD: library, SYNC_DELAY_US: String(milliseconds * 1000) };
}
