import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answerParent } from "./processes.ts";

/** The minimal Node server: a constant body whose length is the first argument. Text is sent together with the head. */
const body = "x".repeat(Number(process.argv[2]));
const headers = { "content-type": "application/json; charset=utf-8", "content-length": body.length };

const server = createServer((_request, response) => {
  response.writeHead(200, headers);
  response.end(body);
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  answerParent(`http://127.0.0.1:${port}`, () => 0, stop);
});

async function stop(): Promise<void> {
  server.closeAllConnections();
  server.close();
}
