import { type AddressInfo, createServer } from "node:net";
import { answerParent } from "../processes.ts";

/**
 * What Node's sockets cost without a lookup: answers as many commands as a chunk contains, without reading them, with a
 * constant value whose length is the first argument.
 */
const value = "x".repeat(Number(process.argv[2]));
const reply = Buffer.from(`$${value.length}\r\n${value}\r\n`);
const repliesMax = 64;
const replies = Buffer.concat(Array.from({ length: repliesMax }, () => reply));
const asterisk = "*".charCodeAt(0);

function commandsIn(chunk: Buffer): number {
  let count = 0;
  for (const byte of chunk) if (byte === asterisk) count += 1;
  return count;
}

const server = createServer({ noDelay: true }, (socket) => {
  socket.on("error", () => {});
  socket.on("data", (chunk) => {
    let rest = commandsIn(chunk);
    if (chunk.includes("AUTH")) {
      socket.write("+OK\r\n");
      rest -= 1;
    }
    for (; rest > 0; rest -= repliesMax)
      socket.write(replies.subarray(0, Math.min(rest, repliesMax) * reply.length));
  });
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  answerParent(
    `redis://127.0.0.1:${port}`,
    () => 0,
    async () => void server.close(),
  );
});
