import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../test/helpers/free-port.ts";
import { usersIn } from "../routes/world.ts";
import { connections, contestant, type LoadResult, runLoad } from "./contestant.ts";
import { type Daemon, findProgram, startDaemon } from "./daemon.ts";
import type { Started, Want } from "./peer.ts";
import { memoryOfTree } from "./process-tree.ts";
import { organizations, type PeersWorld } from "./world.ts";

const prepared = 50_000;
const sharedMegabytes = "1024";

/** Kamailio with a hash table in its shared memory: redirects an OPTIONS request to the user who answers the line. */
export async function startKamailio({ folder, world, seconds }: Want): Promise<Started | string> {
  const [server, sipp] = [findProgram("kamailio"), findProgram("sipp")];
  if (server === undefined || sipp === undefined) return "Kamailio (Debian: kamailio, sip-tester)";
  const data = join(folder, "kamailio");
  mkdirSync(data);
  writeFileSync(join(data, "scenario.xml"), scenario);
  const targets = Array.from({ length: prepared }, (_, turn) => `${world.line(world.spread(turn))};\n`);
  writeFileSync(join(data, "targets.csv"), `SEQUENTIAL\n${targets.join("")}`);
  const programs = { server, sipp };
  const small = await startTable(programs, data, world, 1);
  const empty = memoryOfTree(small.daemon.pid);
  await small.daemon.stop();
  const { daemon, port } = await startTable(programs, data, world, world.lines);
  let count = 5000;
  const run = contestant([daemon.pid], async () => {
    const result = await redirects(sipp, data, port, count);
    count = Math.ceil(result.perSecond * seconds);
    return result;
  });
  return {
    lookups: { "Kamailio, hash table, SIP redirect over UDP": run },
    memory: { "Kamailio, a user ID in a hash table": memoryOfTree(daemon.pid) - empty },
    stop: () => daemon.stop(),
  };
}

async function startTable(
  programs: { readonly server: string; readonly sipp: string },
  folder: string,
  world: PeersWorld,
  count: number,
): Promise<{ readonly daemon: Daemon; readonly port: number }> {
  const port = await freePort();
  const file = join(folder, "kamailio.cfg");
  writeFileSync(file, configOf(world, port, count));
  const flags = ["-DD", "-E", "-m", sharedMegabytes, "-w", folder, "-Y", folder];
  // A request is answered when the table is full: the requests before wait for the process or get no answer.
  const isReady = async () => (await redirects(programs.sipp, folder, port, 1)).count === 1;
  return { daemon: await startDaemon([programs.server, ...flags, "-f", file], isReady), port };
}

/**
 * Kamailio fills the table itself at its start. Its integers have 32 bits, and it cannot write them as hexadecimal digits:
 * the user's number in the ID is decimal here.
 */
const configOf = ({ lines }: PeersWorld, port: number, count: number): string => `#!KAMAILIO
debug=-1
log_stderror=yes
children=1
auto_aliases=no
dns=no
rev_dns=no
disable_tcp=yes
listen=udp:127.0.0.1:${port}
max_while_loops=2000000
loadmodule "pv.so"
loadmodule "sl.so"
loadmodule "htable.so"
modparam("htable", "htable", "lines=>size=20;")
request_route {
  if ($sht(lines=>$rU) == $null) {
    sl_send_reply("404", "Not Found");
    exit;
  }
  $rU = $sht(lines=>$rU);
  sl_send_reply("302", "Moved Temporarily");
}
event_route[htable:mod-init] {
  $var(index) = 0;
  while ($var(index) < ${count}) {
    $var(number) = 1000000 + $var(index);
    $var(user) = 1000000 + $var(index) / ${linesIn(lines)} * ${usersIn(lines)} + $var(index) mod ${usersIn(lines)};
    $sht(lines=>+1000000$(var(number){s.substr,1,6})) = "a00000000000000000" + $(var(user){s.substr,1,6});
    $var(index) = $var(index) + 1;
  }
}
`;

const linesIn = (lines: number): number => lines / organizations;

const scenario = `<?xml version="1.0" encoding="UTF-8" ?>
<scenario name="redirect">
  <send retrans="500"><![CDATA[

    OPTIONS sip:[field0]@[remote_ip]:[remote_port] SIP/2.0
    Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
    From: <sip:bench@[local_ip]:[local_port]>;tag=[call_number]
    To: <sip:[field0]@[remote_ip]:[remote_port]>
    Call-ID: [call_id]
    CSeq: 1 OPTIONS
    Max-Forwards: 70
    Content-Length: 0

  ]]></send>
  <recv response="302"/>
</scenario>
`;

/** Rejects when a request is not redirected within the time limit. */
async function redirects(sipp: string, folder: string, port: number, count: number): Promise<LoadResult> {
  const statistics = join(folder, "statistics.csv");
  const files = {
    "-sf": join(folder, "scenario.xml"),
    "-inf": join(folder, "targets.csv"),
    "-stf": statistics,
  };
  const load = { "-m": count, "-l": connections, "-r": 1_000_000, "-i": "127.0.0.1", "-timeout": "60s" };
  const options = Object.entries({ ...files, ...load }).flatMap(([name, value]) => [name, String(value)]);
  await runLoad(sipp, [`127.0.0.1:${port}`, ...options, "-nostdin", "-trace_stat"]);
  return readStatistics(readFileSync(statistics, "utf8"));
}

/** Reads the cumulative columns of the file that `sipp -trace_stat` writes. */
export function readStatistics(text: string): LoadResult {
  const rows = text
    .trim()
    .split("\n")
    .map((row) => row.split(";"));
  const [names = [], values = []] = [rows[0], rows.at(-1)];
  const figureOf = (name: string) => Number(values[names.indexOf(`${name}(C)`)]);
  const [count, failed, perSecond] = ["SuccessfulCall", "FailedCall", "CallRate"].map(figureOf);
  if (!count || failed !== 0 || !perSecond) throw new Error(`sipp failed: ${text}`);
  return { count, perSecond, p99Ms: undefined };
}
