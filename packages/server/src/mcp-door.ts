import type { FastifyInstance } from "fastify";
import { addMcpRoute } from "./http/mcp-route.ts";
import type { McpSettings } from "./mcp-settings.ts";

export interface McpDoorOptions {
  readonly mcp: McpSettings | undefined;
  readonly publicUrl: string | undefined;
  readonly corsOrigins: readonly string[] | undefined;
}

/** Adds the tools for agents at `/mcp`, unless they are off; then their library is not loaded. */
export async function addMcpDoor(
  server: FastifyInstance,
  { mcp, publicUrl, corsOrigins = [] }: McpDoorOptions,
  now: () => number,
): Promise<void> {
  if (mcp === undefined) return;
  const { createMcpService } = await import("./mcp/mcp-service.ts");
  const own = publicUrl === undefined ? [] : [new URL(publicUrl).origin];
  addMcpRoute(server, {
    answer: createMcpService(server, { door: { door: "mcp", ...mcp }, now }),
    origins: [...own, ...corsOrigins],
  });
}
