import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { toolsFolder as folder, installTools } from "./openapi/tools.ts";

// Lints openapi/*.yaml with two linters, generates types from the native document, and compiles a program against
// them. The tools have their own lock file and TypeScript; they are installed when they are missing or the lock changed.

const documents = ["native", "tether", "telnyx", "ippanel"].map((name) => `../../openapi/${name}.yaml`);

installTools();
const steps: readonly (readonly [program: string, ...args: string[]])[] = [
  ["redocly", "lint", "--config", "redocly.yaml", "--max-problems", "1000", ...documents],
  ["spectral", "lint", "--ruleset", "spectral.yaml", "--fail-severity", "hint", ...documents],
  ["openapi-typescript", "../../openapi/native.yaml", "--output", "generated/native.ts"],
  ["tsc", "--project", "tsconfig.json"],
];
for (const [program, ...args] of steps) run(program, args);
console.log("openapi: two linters report nothing, and a client compiles against the generated types");

/** Redocly's warnings do not fail it, so that any line with a warning fails here. */
function run(program: string, args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(join(folder, "node_modules", ".bin", program), args, {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
  });
  const isClean = status === 0 && !/You have \d+ warning/.test(stdout + stderr);
  if (!isClean) console.error(`${program} reports:\n${stdout}${stderr}`);
  exitUnless(isClean);
}

function exitUnless(isGood: boolean): void {
  if (!isGood) process.exit(1);
}
