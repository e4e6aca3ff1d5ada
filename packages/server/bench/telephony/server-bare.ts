import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answerParent } from "../processes.ts";

/**
 * The minimal server that verifies the signature of a form as Twilio documents it, and returns a constant document. The first
 * argument is the configuration as JSON.
 */
interface Configuration {
  readonly url: string;
  readonly authToken: string;
  readonly document: string;
}
const { url, authToken, document }: Configuration = JSON.parse(process.argv[2] ?? "");
const headers = { "content-type": "text/xml; charset=utf-8", "content-length": Buffer.byteLength(document) };

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const fields = [...new URLSearchParams(Buffer.concat(chunks).toString())];
    fields.sort(([a], [b]) => (a < b ? -1 : 1));
    const hmac = createHmac("sha1", authToken).update(
      url + fields.map(([name, value]) => name + value).join(""),
    );
    const given = Buffer.from(String(request.headers["x-twilio-signature"]), "base64");
    const isValid = timingSafeEqual(hmac.digest(), given);
    response.writeHead(isValid ? 200 : 403, headers);
    response.end(document);
  });
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  answerParent(`http://127.0.0.1:${port}`, () => 0, stop);
});

async function stop(): Promise<void> {
  server.closeAllConnections();
  server.close();
}
