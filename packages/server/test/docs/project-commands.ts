import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const root = join(import.meta.dirname, "../../../..");

const manifest: { scripts: Record<string, string> } = JSON.parse(
  readFileSync(join(root, "package.json"), "utf8"),
);

const vitestConfig = readFileSync(join(root, "packages/server/vitest.config.ts"), "utf8");

/** Programs that the documents name and that no test can run: they change the machine or need others. */
const external = ["git clone", "cd", "apt-get install", "podman", "docker", "systemctl", "sudo", "install"];

/** Returns why a command that is no request cannot work, for instance a script that does not exist. */
export function projectCommandProblem(line: string): string | undefined {
  return line
    .replace(/\s+#.*$/, "")
    .split("&&")
    .map((command) => problemOf(command.trim()))
    .find((problem) => problem !== undefined);
}

function problemOf(text: string): string | undefined {
  const command = text.replace(/^(?:\w+=\S+ )+/, "");
  const [, script] = command.match(/^npm (?:run )?([\w:-]+)/) ?? [];
  // packages/cli/test/docs.test.ts runs them.
  if (command.startsWith("whoseline ")) return undefined;
  if (command === "npm ci") return undefined;
  if (script !== undefined && script in manifest.scripts) return missingFile(command);
  if (/^npx vitest run /.test(command)) return missingFile(command);
  if (external.some((program) => command.startsWith(`${program} `))) return undefined;
  return `there is no such command: ${command}`;
}

function missingFile(command: string): string | undefined {
  const folder = command.match(/--root (\S+)/)?.[1] ?? ".";
  const files = command.match(/\b(?:test|packages|scripts)\/[\w./-]+/g) ?? [];
  const project = command.match(/--project (\w+)/)?.[1];
  if (project !== undefined && !vitestConfig.includes(`name: "${project}"`))
    return `there is no project ${project}`;
  const missing = files.find(
    (file) => !existsSync(join(root, file)) && !existsSync(join(root, folder, file)),
  );
  return missing === undefined ? undefined : `there is no file ${missing}`;
}
