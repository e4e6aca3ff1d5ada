import { connect, type Socket } from "node:net";
import { until } from "./until.ts";

/** A TCP connection that sends raw text and collects the responses. */
export class RawConnection {
  readonly socket: Socket;
  text = "";
  isClosed = false;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.socket = connect({ host: hostname, port: Number(port) })
      .setEncoding("utf8")
      .on("error", () => {})
      .on("data", (part) => {
        this.text += part;
      })
      .on("close", () => {
        this.isClosed = true;
      });
  }

  send(text: string): void {
    this.socket.write(text);
  }

  /** Waits until the received text contains `text`. */
  async sees(text: string): Promise<void> {
    await until(`${JSON.stringify(text)} comes, after ${this.text}`, () => this.text.includes(text));
  }

  async closed(): Promise<void> {
    await until("the connection is closed", () => this.isClosed);
  }

  /** The statuses of all responses. */
  get statuses(): number[] {
    return [...this.text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));
  }

  /** The last response. */
  get answer() {
    const [head = "", text = ""] = this.text.slice(this.text.lastIndexOf("HTTP/1.1 ")).split("\r\n\r\n");
    const lines = head.split("\r\n").slice(1);
    const headers = new Headers(lines.map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]));
    return { headers, text, json: JSON.parse(text) };
  }
}

/** A request line with headers. */
export const requestHead = (request: string, headers: Readonly<Record<string, string>> = {}): string =>
  [`${request} HTTP/1.1`, "host: x", ...Object.entries(headers).map((it) => it.join(": ")), "", ""].join(
    "\r\n",
  );
