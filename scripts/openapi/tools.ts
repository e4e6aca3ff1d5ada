import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the tools that need their own lock file and TypeScript. */
export const toolsFolder = fileURLToPath(new URL("../../tools/openapi", import.meta.url));

/** Installs the tools when they are missing or their lock file changed. Exits when that fails. */
export function installTools(): void {
  const lock = readFileSync(join(toolsFolder, "package-lock.json"), "utf8");
  const stamp = join(toolsFolder, "node_modules", ".installed-lock.json");
  if (readStamp(stamp) === lock) return;
  const args = [
    "ci",
    "--prefix",
    toolsFolder,
    "--workspaces=false",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
  ];
  const { status } = spawnSync("npm", args, { cwd: toolsFolder, stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) process.exit(1);
  writeFileSync(stamp, lock);
}

function readStamp(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** Writes the types of the SDK from openapi/native.yaml; with `isCheck`, only reports when they are out of date. */
export function generateSdkTypes(isCheck: boolean): void {
  installTools();
  const args = [join(toolsFolder, "generate-types.ts"), ...(isCheck ? ["--check"] : [])];
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
