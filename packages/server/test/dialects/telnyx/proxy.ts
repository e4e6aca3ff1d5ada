import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface Proxy {
  readonly url: string;
  /** The `x-stainless-retry-count` of each request, in order. */
  readonly tries: string[];
  close(): Promise<void>;
}

/**
 * A failing network: closes the connections of the first `cuts` requests, before the request is forwarded or after
 * the server has responded.
 */
export function startProxy(target: string, cuts: number, when: "before" | "after"): Promise<Proxy> {
  const tries: string[] = [];
  const server = createServer(async (incoming, outgoing) => {
    tries.push(String(incoming.headers["x-stainless-retry-count"]));
    const isCut = tries.length <= cuts;
    if (isCut && when === "before") return void incoming.socket.destroy();
    const answer = await passOn(target, incoming);
    if (isCut) return void incoming.socket.destroy();
    await passBack(answer, outgoing);
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () =>
      resolve({
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        tries,
        close: () => new Promise((closed) => void server.close(() => closed()).closeAllConnections()),
      }),
    );
  });
}

function passOn(target: string, incoming: IncomingMessage): Promise<IncomingMessage> {
  const { method, headers, url } = incoming;
  return new Promise((resolve, reject) => {
    incoming.pipe(request(target + url, { method, headers, agent: false }, resolve).on("error", reject));
  });
}

async function passBack(answer: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const body = await text(answer);
  outgoing.writeHead(answer.statusCode ?? 0, answer.headers).end(body);
}
