import { Type } from "typebox";

/** The tools for agents. */
export interface McpSettings {
  readonly changesPerHourMax: number;
}

export const mcpSettings = {
  WHOSELINE_MCP: { schema: Type.String({ pattern: "^(on|off)$" }), expected: "on or off" },
  WHOSELINE_MCP_CHANGES_PER_HOUR: {
    schema: Type.String({ pattern: "^(0|[1-9][0-9]{0,5})$" }),
    expected: "the most numbers that one credential can change an hour, from 0 to 999999",
  },
};

export const mcpChangesPerHour = 20;

/** Undefined when the tools are off. */
export function toMcpSettings(
  get: (name: keyof typeof mcpSettings) => string | undefined,
): McpSettings | undefined {
  if (get("WHOSELINE_MCP") !== "on") return undefined;
  return Object.freeze({
    changesPerHourMax: Number(get("WHOSELINE_MCP_CHANGES_PER_HOUR") ?? mcpChangesPerHour),
  });
}
