import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../test/helpers/free-port.ts";
import { contestant, type LoadResult, runLoad } from "./contestant.ts";
import { type Daemon, findProgram, startDaemon } from "./daemon.ts";
import type { Started, Want } from "./peer.ts";
import { memoryOfTree } from "./process-tree.ts";
import type { PeersWorld } from "./world.ts";

const queries = 100_000;
const zone = "e164.arpa";

/** NSD with an ENUM zone (RFC 6116): for each line a NAPTR record with the URI of the user who answers it. */
export async function startNsd({ folder, world, seconds }: Want): Promise<Started | string> {
  const [server, dnsperf] = [findProgram("nsd"), findProgram("dnsperf")];
  if (server === undefined || dnsperf === undefined) return "NSD (Debian: nsd, dnsperf)";
  const data = join(folder, "nsd");
  mkdirSync(data);
  const small = await startZone(server, join(data, "empty"), { ...world, lines: 1 });
  const empty = memoryOfTree(small.daemon.pid);
  await small.daemon.stop();
  const { daemon, port } = await startZone(server, join(data, "full"), world);
  const file = join(data, "queries");
  writeFileSync(file, Array.from({ length: queries }, (_, turn) => query(world, turn)).join(""));
  const run = (inFlight: number) =>
    contestant([daemon.pid], async () => {
      const options = { "-s": "127.0.0.1", "-p": port, "-d": file, "-l": seconds, "-c": 32, "-q": inFlight };
      const parts = Object.entries(options).flatMap(([name, value]) => [name, String(value)]);
      return readReport(await runLoad(dnsperf, parts));
    });
  return {
    lookups: { "NSD, ENUM over UDP, 32 in flight": run(32), "NSD, ENUM over UDP, 512 in flight": run(512) },
    memory: { "NSD, a NAPTR record": memoryOfTree(daemon.pid) - empty },
    stop: () => daemon.stop(),
  };
}

async function startZone(
  server: string,
  folder: string,
  world: PeersWorld,
): Promise<{ readonly daemon: Daemon; readonly port: number }> {
  mkdirSync(folder);
  await writeZone(join(folder, "zone"), world);
  const port = await freePort();
  const file = join(folder, "nsd.conf");
  writeFileSync(file, configOf(folder, port));
  const resolver = new Resolver({ timeout: 500, tries: 1 });
  resolver.setServers([`127.0.0.1:${port}`]);
  const daemon = await startDaemon([server, "-d", "-c", file], async () => {
    const [record] = await resolver.resolveNaptr(nameOf(world.line(world.lines - 1)));
    return record?.regexp.includes(world.holder(world.lines - 1)) === true;
  });
  return { daemon, port };
}

const configOf = (folder: string, port: number): string => `
server:
  ip-address: 127.0.0.1@${port}
  server-count: 1
  chroot: ""
  username: ""
  zonesdir: "${folder}"
  database: ""
  pidfile: "${folder}/nsd.pid"
  xfrdfile: "${folder}/xfrd.state"
  zonelistfile: "${folder}/zone.list"
  rrl-ratelimit: 0
remote-control:
  control-enable: no
zone:
  name: ${zone}
  zonefile: zone
`;

async function writeZone(path: string, world: PeersWorld): Promise<void> {
  const file = createWriteStream(path);
  file.write(
    `$ORIGIN ${zone}.\n$TTL 60\n@ SOA ns.${zone}. admin.${zone}. 1 3600 600 86400 60\n@ NS ns.${zone}.\n`,
  );
  file.write("ns A 127.0.0.1\n");
  for (let index = 0; index < world.lines; index++) {
    const uri = `!^.*$!sip:${world.holder(index)}@acme.example!`;
    const text = `${nameOf(world.line(index))}. NAPTR 100 10 "u" "E2U+sip" "${uri}" .\n`;
    if (!file.write(text)) await once(file, "drain");
  }
  file.end();
  await once(file, "close");
}

/** The digits of a line in reverse, separated by dots. */
const nameOf = (line: string): string => `${Array.from(line.slice(1)).reverse().join(".")}.${zone}`;

const query = (world: PeersWorld, turn: number): string =>
  `${nameOf(world.line(world.spread(turn)))} NAPTR\n`;

/** Reads the report of dnsperf. */
export function readReport(text: string): LoadResult {
  const figureOf = (name: string) => Number(new RegExp(`${name}:\\s+([\\d.]+)`).exec(text)?.[1]);
  const [sent, count, perSecond] = ["Queries sent", "Queries completed", "Queries per second"].map(figureOf);
  const found = Number(/NOERROR (\d+)/.exec(text)?.[1]);
  if (!count || !sent || !perSecond || found !== count || count < 0.99 * sent)
    throw new Error(`dnsperf failed: ${text}`);
  return { count, perSecond, p99Ms: undefined };
}
