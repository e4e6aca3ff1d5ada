import { readdirSync, readFileSync } from "node:fs";

/** Microseconds of a clock tick: Linux reports 100 a second to programs on every architecture. */
const tickMicroseconds = 10_000;

interface ProcessTimes {
  readonly parent: number;
  readonly ticks: number;
}

/** CPU time of a process and its descendants, in microseconds, with that of children that have exited. Linux only. */
export function cpuOfTree(pid: number): number {
  const processes = readProcesses();
  return treeOf(pid, processes).reduce(
    (sum, member) => sum + (processes.get(member)?.ticks ?? 0) * tickMicroseconds,
    0,
  );
}

/** Memory of a process and its descendants, in bytes; a page that several share counts once. Linux only. */
export function memoryOfTree(pid: number): number {
  return treeOf(pid, readProcesses()).reduce((sum, member) => {
    const kilobytes = /^Pss:\s+(\d+) kB/m.exec(readProcessFile(member, "smaps_rollup"))?.[1];
    return sum + Number(kilobytes ?? 0) * 1024;
  }, 0);
}

function treeOf(root: number, processes: ReadonlyMap<number, ProcessTimes>): number[] {
  const tree = [root];
  // Grows while it is read.
  for (const parent of tree)
    for (const [pid, process] of processes) if (process.parent === parent) tree.push(pid);
  return tree;
}

function readProcesses(): Map<number, ProcessTimes> {
  const processes = new Map<number, ProcessTimes>();
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    const times = Number.isInteger(pid) ? timesOf(readProcessFile(pid, "stat")) : undefined;
    if (times !== undefined) processes.set(pid, times);
  }
  return processes;
}

/** The fields of /proc/<pid>/stat after the name of the program, which can contain spaces and parentheses. */
export function timesOf(stat: string): ProcessTimes | undefined {
  if (stat === "") return undefined;
  const fields = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
  const [user = 0, system = 0, userOfChildren = 0, systemOfChildren = 0] = fields.slice(11, 15);
  return { parent: fields[1] ?? 0, ticks: user + system + userOfChildren + systemOfChildren };
}

/** Empty when the process has exited meanwhile. */
function readProcessFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return "";
  }
}
