import { type OutgoingHttpHeaders, request } from "node:http";
import type { Answer } from "./ask.ts";
import { capture } from "./captured.ts";

export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer | undefined;
}

/** Sends requests that fetch rejects: any method, any header, any bytes. */
export function sendRaw(url: string, { method, path, headers = {}, body }: RawRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
    const { hostname, port } = new URL(url);
    const options = { hostname, port, path, method, headers: { ...length, ...headers } };
    const sent = request(options, async (response) => {
      const chunks: Buffer[] = [];
      const isStream = response.headers["content-type"]?.startsWith("text/event-stream");
      for await (const chunk of response) {
        chunks.push(chunk);
        // An event stream does not end.
        if (isStream) break;
      }
      const text = Buffer.concat(chunks).toString();
      if ((response.statusCode ?? 0) >= 400) capture(text);
      const names = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const);
      const head = { status: response.statusCode ?? 0, headers: new Headers(names.map((it) => [...it])) };
      resolve({ ...head, text, json: text.startsWith("{") ? JSON.parse(text) : undefined });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
