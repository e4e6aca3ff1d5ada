import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "../helpers/free-port.ts";
import { type ServerProcess, startProcess } from "../helpers/process.ts";
import { created } from "../helpers/world.ts";
import { freeUdpPort, RunningProgram } from "./running-program.ts";
import { hosts } from "./sipp.ts";

const example = join(import.meta.dirname, "../../../../examples/kamailio");

export const variants = ["resp", "http"] as const;
export type Variant = (typeof variants)[number];

export interface EdgeOptions {
  readonly variant: Variant;
  /** Where calls go out, as host:port. */
  readonly gateway?: string;
  /** User ids by SIP user name. */
  readonly users?: Readonly<Record<string, string>>;
  readonly passwords?: Readonly<Record<string, string>>;
  /** Changes a copy of the configuration: for a control. */
  readonly change?: (folder: string) => void;
}

/** Whoseline as a process, with its database in a temporary folder. */
export class Whoseline {
  readonly folder = mkdtempSync(join(tmpdir(), "whoseline-edge-"));
  readonly respPort: number;
  readonly lookupPort: number;
  readonly #port: number;
  #server: ServerProcess | undefined;
  routerKey = "";

  private constructor([port = 0, respPort = 0, lookupPort = 0]: readonly number[]) {
    this.#port = port;
    this.respPort = respPort;
    this.lookupPort = lookupPort;
  }

  static async start(): Promise<Whoseline> {
    const whoseline = new Whoseline(await freePorts(3));
    await whoseline.start();
    whoseline.routerKey = (await created(whoseline.ask, "/registry/v1/router-keys", { name: "edge" })).key;
    return whoseline;
  }

  async start(): Promise<void> {
    this.#server = await startProcess({
      PORT: String(this.#port),
      LOG_LEVEL: "warn",
      WHOSELINE_DATABASE: join(this.folder, "whoseline.db"),
      WHOSELINE_RESP_PORT: String(this.respPort),
      WHOSELINE_LOOKUP_PORT: String(this.lookupPort),
    });
  }

  get ask(): ServerProcess["ask"] {
    if (this.#server === undefined) throw new Error("Whoseline does not run");
    return this.#server.ask;
  }

  /** Leaves requests without an answer until the next `resume`. */
  suspend(): void {
    this.#server?.child.kill("SIGSTOP");
  }

  resume(): void {
    this.#server?.child.kill("SIGCONT");
  }

  async stop(): Promise<void> {
    await this.#server?.stop("SIGTERM");
    this.#server = undefined;
  }
}

/** Kamailio with the configuration of examples/kamailio. */
export class Edge {
  readonly port: number;
  readonly #program: RunningProgram;

  private constructor(port: number, program: RunningProgram) {
    this.port = port;
    this.#program = program;
  }

  static async start(whoseline: Whoseline, options: EdgeOptions): Promise<Edge> {
    const port = await freeUdpPort(hosts.edge);
    const folder = mkdtempSync(join(whoseline.folder, "edge-"));
    writeTables(folder, options);
    const { variant, change } = options;
    const configuration = change === undefined ? example : copyOf(example, folder, change);
    const program = new RunningProgram(
      "kamailio",
      [
        ...[
          "-f",
          join(configuration, "kamailio.cfg"),
          "-DD",
          "-P",
          join(folder, "pid"),
          "-Y",
          folder,
          "-w",
          folder,
        ],
        ...(variant === "http" ? ["-A", "WITH_HTTP"] : []),
      ],
      {
        EDGE_LISTEN: `udp:${hosts.edge}:${port}`,
        EDGE_LOG_STDERR: "yes",
        EDGE_RING_MS: "1500",
        EDGE_TABLES: `text://${join(folder, "tables")}`,
        WHOSELINE_REDIS: `name=whoseline;addr=127.0.0.1;port=${whoseline.respPort};db=0;pass=${whoseline.routerKey}`,
        WHOSELINE_URL: `http://127.0.0.1:${whoseline.lookupPort}`,
        WHOSELINE_KEY: whoseline.routerKey,
      },
    );
    await program.listens(hosts.edge, port);
    return new Edge(port, program);
  }

  get log(): string {
    return this.#program.output;
  }

  stop(): Promise<void> {
    return this.#program.stop();
  }
}

function writeTables(folder: string, { gateway, users = {}, passwords = {} }: EdgeOptions): void {
  mkdirSync(join(folder, "tables"));
  const tables = {
    carriers: { [hosts.carrier]: "twilio" },
    gateways: gateway === undefined ? {} : { twilio: gateway },
    users,
    passwords,
  };
  const header = "key_name(string) key_type(int) value_type(int) key_value(string)\n";
  for (const [name, rows] of Object.entries(tables)) {
    const lines = Object.entries(rows).map(([key, value]) => `${key}:0:0:${value.replaceAll(":", "\\:")}\n`);
    writeFileSync(join(folder, "tables", name), header + lines.join(""));
  }
}

function copyOf(source: string, folder: string, change: (folder: string) => void): string {
  const copy = join(folder, "configuration");
  cpSync(source, copy, { recursive: true });
  change(copy);
  return copy;
}

export const removeFolder = ({ folder }: Whoseline): void => rmSync(folder, { recursive: true, force: true });
