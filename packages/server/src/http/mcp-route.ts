import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { bearerToken } from "./mounting/bearer-token.ts";
import { Type } from "./mounting/schema.ts";

/** A message of the Model Context Protocol, over HTTP. */
export interface McpMessage {
  readonly request: Request;
  readonly body: unknown;
  /** The caller's key or token. */
  readonly credential: string;
  /** Named by a caller of the platform; undefined for that of the caller. */
  readonly organization: string | undefined;
  /** The address of the peer. */
  readonly address: string;
}

export interface McpRouteOptions {
  /** Answers a message; undefined when the credential is rejected. */
  readonly answer: (message: McpMessage) => Promise<Response>;
  /** The origins whose pages may call the tools, besides the server's own. */
  readonly origins: readonly string[];
}

const organizationHeader = "whoseline-organization";

/**
 * Adds `POST /mcp`. A request with an `Origin` is answered only for those of `origins` and for this machine's own address,
 * as the protocol demands: after DNS rebinding the origin of a page is still the name. Only a credential in
 * `Authorization` counts.
 */
export function addMcpRoute(server: FastifyInstance, { answer, origins }: McpRouteOptions): void {
  server.route({
    method: "POST",
    url: "/mcp",
    config: { permission: "public", operation: "mcp" },
    // The protocol's library validates the message.
    schema: { body: Type.Unknown() },
    onRequest: async (request, reply) => {
      const { origin, host, authorization } = request.headers;
      if (origin !== undefined && !origins.includes(origin) && !isLocal(origin, host))
        return refuse(reply, 403, "Pages of this origin may not call the tools. See WHOSELINE_CORS_ORIGINS.");
      if (bearerToken(authorization) !== undefined) return;
      reply.header("www-authenticate", "Bearer");
      return refuse(reply, 401, "Send an API key or a JWT as Authorization: Bearer <key>.");
    },
    handler: async (request, reply) => {
      const credential = bearerToken(request.headers.authorization) ?? "";
      return send(reply, await answer({ ...toMessage(request), credential }));
    },
  });
  for (const method of ["GET", "DELETE"] as const)
    server.route({
      method,
      exposeHeadRoute: false,
      url: "/mcp",
      config: { permission: "public", operation: "mcp" },
      handler: async (_request, reply) => {
        reply.header("allow", "POST");
        return refuse(reply, 405, "The tools keep no session. Send each message as a POST.");
      },
    });
}

/** A page of this machine's own address, which no name of somebody else leads to. */
const isLocal = (origin: string, host: string | undefined): boolean =>
  origin === `http://${host}` && /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/.test(origin);

function toMessage(request: FastifyRequest): Omit<McpMessage, "credential"> {
  const { [organizationHeader]: organization } = request.headers;
  const { authorization: _credential, cookie: _cookie, ...others } = request.headers;
  const headers = Object.entries(others).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return {
    request: new Request("http://localhost/mcp", {
      method: "POST",
      headers,
      body: JSON.stringify(request.body ?? null),
    }),
    body: request.body,
    organization: typeof organization === "string" ? organization : undefined,
    address: request.raw.socket.remoteAddress ?? "127.0.0.1",
  };
}

/** The protocol's errors are those of JSON-RPC. */
const refuse = (reply: FastifyReply, status: number, message: string): FastifyReply =>
  reply.code(status).send({ jsonrpc: "2.0", id: null, error: { code: -32000, message } });

async function send(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  for (const [name, value] of response.headers) if (name !== "content-length") reply.header(name, value);
  return reply
    .code(response.status)
    .serializer(String)
    .send(await response.text());
}
