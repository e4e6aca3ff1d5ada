import { connect, createServer, type Socket } from "node:net";

/**
 * A TCP proxy that delivers what clients send after some milliseconds, so that each round trip to the server takes that
 * much longer. Sends its port once it listens.
 */
const [target = "", delay = ""] = process.argv.slice(2);
const delayMs = Number(delay);

const server = createServer((client) => {
  const upstream = connect(Number(target), "127.0.0.1");
  for (const socket of [client, upstream]) socket.setNoDelay(true);
  pass(client, upstream, (bytes) => {
    if (delayMs === 0) upstream.write(bytes);
    else setTimeout(() => upstream.write(bytes), delayMs);
  });
  pass(upstream, client, (bytes) => client.write(bytes));
});

function pass(from: Socket, to: Socket, deliver: (bytes: Buffer) => void): void {
  from.on("error", () => {});
  from.on("data", deliver);
  from.on("close", () => to.destroy());
}

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.(typeof address === "object" ? address?.port : undefined);
});
process.once("disconnect", () => process.exit());
