import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Path of a Node older than 24: an installed one, or a script in `folder` that runs this Node with another version. */
export async function oldNode(folder: string): Promise<string> {
  const installed = (process.env.PATH ?? "").split(delimiter).map((directory) => join(directory, "node"));
  for (const node of installed) if ((await majorVersion(node)) < 24) return node;
  const path = join(folder, "old-node");
  const pretend = `data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.20.2"})`;
  await writeFile(path, `#!/bin/sh\nexec '${process.execPath}' --import '${pretend}' "$@"\n`, {
    mode: 0o755,
  });
  return path;
}

async function majorVersion(node: string): Promise<number> {
  const { stdout } = await run(node, ["--version"]).catch(() => ({ stdout: "" }));
  return Number(/^v(\d+)/.exec(stdout)?.[1] ?? Number.POSITIVE_INFINITY);
}
