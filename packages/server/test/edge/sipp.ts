import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freeUdpPort, RunningProgram } from "./running-program.ts";

/** Addresses of the loopback network: who sends is known by the address. */
export const hosts = { edge: "127.0.0.1", carrier: "127.0.0.2", phones: "127.0.0.3" } as const;

const scenarioFile = (name: string) => join(import.meta.dirname, "scenarios", `${name}.xml`);

/** Phones that all behave in one way; whatever is before the @ of their addresses. */
export class Callee {
  readonly host: string;
  readonly port: number;
  readonly #program: RunningProgram;

  private constructor(host: string, port: number, program: RunningProgram) {
    this.host = host;
    this.port = port;
    this.#program = program;
  }

  static async start(scenario: string, host: string = hosts.phones): Promise<Callee> {
    const port = await freeUdpPort(host);
    const program = new RunningProgram("sipp", [
      ...["-sf", scenarioFile(scenario), "-i", host, "-p", String(port), "-nostdin", "-max_socket", "100"],
    ]);
    await program.listens(host, port);
    return new Callee(host, port, program);
  }

  address(name: string): string {
    return `sip:${name}@${this.host}:${this.port}`;
  }

  stop(): Promise<void> {
    return this.#program.stop();
  }
}

export interface Calls {
  readonly scenario: "caller" | "phone";
  /** The values of the scenario's fields; the calls take one row after the other. */
  readonly rows: readonly (readonly string[])[];
  readonly edgePort: number;
  readonly count?: number;
  readonly perSecond?: number;
}

/** Makes calls, and returns what the scenario logs of each. Throws when a call went otherwise than the scenario. */
export async function makeCalls(calls: Calls): Promise<readonly (readonly string[])[]> {
  const folder = mkdtempSync(join(tmpdir(), "whoseline-sipp-"));
  try {
    return await logOf(calls, join(folder, "calls"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function logOf(
  { scenario, rows, edgePort, count = 1, perSecond = 10 }: Calls,
  name: string,
): Promise<readonly (readonly string[])[]> {
  const host = scenario === "caller" ? hosts.carrier : hosts.phones;
  writeFileSync(`${name}.csv`, `SEQUENTIAL\n${rows.map((row) => `${row.join(";")};\n`).join("")}`);
  const port = await freeUdpPort(host);
  const program = new RunningProgram("sipp", [
    ...["-sf", scenarioFile(scenario), "-inf", `${name}.csv`, "-i", host, "-p", String(port), "-nostdin"],
    ...["-m", String(count), "-r", String(perSecond), "-l", "1000", "-recv_timeout", "20000"],
    ...["-trace_logs", "-log_file", `${name}.log`, "-trace_err", "-error_file", `${name}.err`],
    `${hosts.edge}:${edgePort}`,
  ]);
  const code = await program.ended();
  const lines = textOf(`${name}.log`).split("\n").filter(Boolean);
  if (code !== 0)
    throw new Error(`sipp ended with ${code} after ${lines.length} calls: ${textOf(`${name}.err`)}`);
  return lines.map((line) => line.split(" "));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
