import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

export interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly status: { readonly code?: number };
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** An OpenTelemetry collector over HTTP that stores the spans it receives. */
export interface Collector {
  readonly url: string;
  /** The request bodies as received. */
  readonly bodies: string[];
  spans(): readonly SentSpan[];
  service(): unknown;
  close(): Promise<void>;
}

/** `status` is the response status; null never responds. */
export async function startCollector(status: number | null = 200): Promise<Collector> {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    bodies.push(await text(request));
    if (status !== null) response.writeHead(status, { "content-type": "application/json" }).end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  const resources = () => bodies.flatMap((body) => JSON.parse(body).resourceSpans);
  return {
    url: `http://127.0.0.1:${port}`,
    bodies,
    spans: () =>
      resources()
        .flatMap(({ scopeSpans }) => scopeSpans)
        .flatMap(({ spans }) => spans)
        .map((span) => ({ ...span, attributes: plain(span.attributes) })),
    service: () => plain(resources()[0].resource.attributes)["service.name"],
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

type Attribute = { key: string; value: Record<string, unknown> };

const plain = (attributes: readonly Attribute[]): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
