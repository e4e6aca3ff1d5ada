import type { IncomingHttpHeaders } from "node:http";
import type { FastifyInstance } from "fastify";
import inject from "light-my-request";
import { type Door, markDoor } from "./door.ts";

/** A request that arrived at another port of the process. */
export interface InjectedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body?: Uint8Array | undefined;
  /** The address of the peer. */
  readonly address: string;
  /** Through which the caller reached the server, when that is not the API of the path. */
  readonly door?: Door | undefined;
}

export interface InjectedResponse {
  readonly status: number;
  /** Without those that belong to a connection, except `connection: close`. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Uint8Array;
}

export type InjectableServer = Pick<FastifyInstance, "ready" | "routing">;

/** Has the framework answer a request that did not arrive at its own port. Its head must have been checked. */
export async function respondTo(
  server: InjectableServer,
  { method, url, headers, body, address, door }: InjectedRequest,
): Promise<InjectedResponse> {
  await server.ready();
  const response = await inject(
    (request, reply) => {
      // The library would normalize the path.
      request.url = url;
      if (door !== undefined) markDoor(request, door);
      server.routing(request, reply);
    },
    {
      method: method as "GET",
      url: "/",
      headers: headers as Record<string, string | string[]>,
      remoteAddress: address,
      ...(body && { payload: Buffer.from(body) }),
    },
  );
  return {
    status: response.statusCode,
    headers: headersOf(response.headers),
    body: response.rawPayload,
  };
}

const headersOf = (headers: NodeJS.Dict<number | string | string[]>): InjectedResponse["headers"] =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const isOfConnection = connectionHeaders.has(name) || (name === "connection" && value !== "close");
      if (value === undefined || isOfConnection) return [];
      return [[name, Array.isArray(value) ? value : String(value)]];
    }),
  );

const connectionHeaders = new Set(["date", "keep-alive", "transfer-encoding"]);
