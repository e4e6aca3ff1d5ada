import autocannon from "autocannon";
import { type Figure, interleave, median, ratiosOf } from "../measure.ts";
import { pinLoad, type ServerProcess, startServer } from "../processes.ts";
import { makeCall, type SignedCall } from "./world.ts";

const rounds = 9;
const connections = 32;
const seconds = 1;
/** Until the code is compiled. */
const warmUpCalls = 60_000;

/** CPU of a verified call, compared with a bare `node:http` server that verifies it and returns the same bytes. */
export async function measureTelephony(folder: string): Promise<readonly Figure[]> {
  const call = await makeCall(folder);
  pinLoad();
  const server = await startServer("server-whoseline.ts", folder);
  const document = await answerTo(server.url, call);
  const bare = await startServer("telephony/server-bare.ts", JSON.stringify({ ...call, document }));
  if ((await answerTo(bare.url, call)) !== document) throw new Error("the servers answer differently");
  for (const { url } of [server, bare]) await autocannon({ ...loadOf(url, call), amount: warmUpCalls });
  const cpu = await interleave({ ours: () => cpuOf(server, call), bare: () => cpuOf(bare, call) }, rounds);
  await Promise.all([server.stop(), bare.stop()]);
  return [
    {
      name: "answer a verified call, CPU",
      whoseline: `${median(cpu.ours).toFixed(0)} µs`,
      bare: `${median(cpu.bare).toFixed(0)} µs`,
      ratios: ratiosOf(cpu.ours, cpu.bare),
      target: { atMost: 2 },
    },
  ];
}

async function answerTo(url: string, { path, headers, body }: SignedCall): Promise<string> {
  const response = await fetch(url + path, { method: "POST", headers, body });
  if (response.status !== 200) throw new Error(`the server answered ${response.status}`);
  return response.text();
}

/** Microseconds of CPU for one call. */
async function cpuOf(server: ServerProcess, call: SignedCall): Promise<number> {
  const before = await server.usage();
  const result = await autocannon({ ...loadOf(server.url, call), duration: seconds });
  if (result.non2xx + result.errors > 0) throw new Error("calls were refused");
  return ((await server.usage()).cpuMicroseconds - before.cpuMicroseconds) / result["2xx"];
}

const loadOf = (url: string, { path, headers, body }: SignedCall) =>
  ({ url: url + path, method: "POST", headers, body, connections }) as const;
