import { connect, createServer, type Socket } from "node:net";

export interface CuttingProxy {
  readonly url: string;
  close(): Promise<void>;
}

/** Before the server receives the request, after it received it, and after it responded. */
const cutPoints = ["before", "during", "after"] as const;

/** Cuts every connection, at each of the three points in turn, so that no client receives a response. */
export async function startCuttingProxy(target: string): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createServer((client) => {
    const cutPoint = cutPoints[count++ % cutPoints.length];
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => sockets.delete(socket));
    }
    client.once("data", (request) => {
      if (cutPoint === "before") return cut(client, upstream);
      upstream.write(request, () => cutPoint === "during" && client.resetAndDestroy());
    });
    upstream.once("data", () => cut(client, upstream));
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}

function cut(...ends: readonly Socket[]): void {
  for (const end of ends) end.resetAndDestroy();
}
