import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { until } from "./until.ts";

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read messages of every shape
  readonly json: any;
}

/** A status, or what else to do with the request. */
export type Reaction = number | ((request: ReceivedRequest, response: ServerResponse) => void);

/** A receiver of webhooks: an HTTP server of this process. */
export class WebhookReceiver {
  readonly requests: ReceivedRequest[] = [];
  /** 200 by default. */
  react: (request: ReceivedRequest) => Reaction = () => 200;
  readonly #server = createServer((request, response) => void this.#receive(request, response));

  async start(): Promise<this> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.listen(0, "127.0.0.1", resolve);
    await promise;
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  url(path = "/hook"): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  /** The `seq` of the events that were received, in order. */
  get seqs(): number[] {
    return this.requests.map(({ json }) => json.seq);
  }

  /** Resolves when at least `count` requests were received. */
  async received(count: number): Promise<readonly ReceivedRequest[]> {
    await until(`${count} requests are received`, () => this.requests.length >= count);
    return this.requests;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    await promise;
  }

  async #receive(message: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of message) body += chunk;
    const headers = message.headers as Record<string, string>;
    const request = { path: message.url ?? "", headers, body, json: JSON.parse(body) };
    const reaction = this.react(request);
    this.requests.push(request);
    if (typeof reaction === "number") response.writeHead(reaction).end();
    else reaction(request, response);
  }
}
