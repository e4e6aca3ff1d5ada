import { spawnSync } from "node:child_process";

const nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs"];

/**
 * The command that runs `program` in `cwd` like a container does: as an unprivileged user, and with a file system in
 * which only `data` is writable. Undefined where this process may not set that up (it needs root and mount namespaces).
 */
export function confined(program: readonly string[], cwd: string, data: string): string[] | undefined {
  const script = `mount --make-rprivate /
    mount --bind '${data}' '${data}'
    mount -o remount,bind,ro /
    cd '${cwd}'
    exec "$@"`;
  const command = ["unshare", "--mount", "sh", "-ec", script, "sh", ...nobody];
  return isPossible(command) ? [...command, ...program] : undefined;
}

function isPossible([program = "", ...args]: readonly string[]): boolean {
  return process.getuid?.() === 0 && spawnSync(program, [...args, "true"]).status === 0;
}
