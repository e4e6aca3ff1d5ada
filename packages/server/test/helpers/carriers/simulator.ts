import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface SimulatedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface SimulatedResponse {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON unless it is a text. */
  readonly body?: unknown;
}

export type Simulate = (request: SimulatedRequest) => SimulatedResponse;

/** A carrier's API: an HTTP server of this process. */
export class CarrierSimulator {
  readonly requests: SimulatedRequest[] = [];
  /** Requests that are in flight, and the most that were at once. */
  inFlight = 0;
  inFlightMax = 0;
  /** Answers instead of the carrier while it returns something. */
  intercept: (request: SimulatedRequest) => SimulatedResponse | undefined = () => undefined;
  readonly #simulate: Simulate;
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  constructor(simulate: Simulate) {
    this.#simulate = simulate;
  }

  async start(): Promise<this> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.listen(0, "127.0.0.1", resolve);
    await promise;
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The paths and queries that were asked, in order. */
  get asked(): string[] {
    return this.requests.map(({ method, url }) => `${method} ${url.pathname}${url.search}`);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    await promise;
  }

  async #answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    this.inFlight += 1;
    this.inFlightMax = Math.max(this.inFlightMax, this.inFlight);
    let text = "";
    for await (const chunk of message) text += chunk;
    const request: SimulatedRequest = {
      method: message.method ?? "",
      url: new URL(message.url ?? "", this.url),
      headers: message.headers as Record<string, string>,
      body: text,
    };
    this.requests.push(request);
    const { status = 200, headers = {}, body = {} } = this.intercept(request) ?? this.#simulate(request);
    const contentType = typeof body === "string" ? "application/xml" : "application/json";
    this.inFlight -= 1;
    response.writeHead(status, { "content-type": contentType, ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  }
}

export const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
