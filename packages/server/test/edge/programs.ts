import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { report } from "../helpers/depth.ts";
import { searchPath } from "./running-program.ts";

/** What runs, or is loaded, and the Debian package that has it. */
const needed = [
  { debianPackage: "kamailio", isPresent: () => isProgram("kamailio", "-v") },
  { debianPackage: "kamailio-redis-modules", isPresent: () => isModule("ndb_redis") },
  { debianPackage: "kamailio-utils-modules", isPresent: () => isModule("http_client") },
  { debianPackage: "kamailio-json-modules", isPresent: () => isModule("json") },
  { debianPackage: "sip-tester", isPresent: () => isProgram("sipp", "-v") },
];

const isProgram = (name: string, argument: string): boolean =>
  spawnSync(name, [argument], { stdio: "ignore", env: { PATH: searchPath } }).error === undefined;
const isModule = (name: string): boolean =>
  globSync(`/usr/lib{,64,/*-linux-gnu}/kamailio/modules/${name}.so`).length > 0;

const missing = needed.filter(({ isPresent }) => !isPresent()).map(({ debianPackage }) => debianPackage);

/** Whether the tests cannot run. Throws in continuous integration, where they must. */
export function isEdgeMissing(): boolean {
  if (missing.length === 0) return false;
  const advice = `the tests of the SIP edge need Debian packages: apt-get install ${missing.join(" ")}`;
  if (process.env.CI === "true") throw new Error(advice);
  report(`skipped: ${advice}`);
  return true;
}
