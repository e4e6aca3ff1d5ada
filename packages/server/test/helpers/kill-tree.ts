import { execFileSync } from "node:child_process";

/** Kills a process and its children at one moment, like a power cut. Does nothing when the process has exited. */
export function killTree(pid: number): void {
  // Stopped first, so that it starts no process meanwhile.
  if (!signalled(pid, "SIGSTOP")) return;
  for (const child of childrenOf(pid)) signalled(child, "SIGKILL");
  signalled(pid, "SIGKILL");
}

function childrenOf(pid: number): number[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  return table
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .map(([child]) => child ?? 0);
}

function signalled(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    // The process has exited already.
    return false;
  }
}
