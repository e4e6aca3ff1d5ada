import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { until } from "../helpers/until.ts";

/** Debian has Kamailio where only root looks. */
export const searchPath = `${process.env.PATH}:/usr/sbin`;

/** A program that runs until it ends or is stopped. */
export class RunningProgram {
  output = "";
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | string | null>;

  constructor(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(program, args, {
      env: { PATH: searchPath, TERM: "dumb", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.output += text;
      });
    this.#ended = once(this.#child, "close").then(([code, signal]) => code ?? signal);
  }

  /** Waits until the program has the UDP port. */
  async listens(host: string, port: number): Promise<void> {
    let end: { readonly code: number | string | null } | undefined;
    void this.#ended.then((code) => {
      end = { code };
    });
    await until(`a program has ${host}:${port}`, async () => {
      if (end !== undefined) throw new Error(`it ended with ${end.code}: ${this.output}`);
      return isTaken(host, port);
    });
  }

  /** The exit code, or the signal that ended it. */
  ended(): Promise<number | string | null> {
    return this.#ended;
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), 5000);
    await this.#ended;
    clearTimeout(timer);
  }
}

async function isTaken(host: string, port: number): Promise<boolean> {
  const socket = createSocket("udp4");
  try {
    socket.bind(port, host);
    await once(socket, "listening");
    return false;
  } catch {
    return true;
  } finally {
    socket.close();
  }
}

/** A UDP port of the address that no program has at the moment. */
export async function freeUdpPort(host: string): Promise<number> {
  const socket = createSocket("udp4");
  socket.bind(0, host);
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  return port;
}
