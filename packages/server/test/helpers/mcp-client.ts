import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";

/** Connects the protocol's own client. */
export async function connectMcp(
  url: string,
  key: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Client> {
  const client = new Client({ name: "test", version: "1.0.0" });
  const requestInit = { headers: { authorization: `Bearer ${key}`, ...headers } };
  await client.connect(new StreamableHTTPClientTransport(new URL("/mcp", url), { requestInit }));
  return client;
}

/** What a tool answers, with whether it is an error. */
// biome-ignore lint/suspicious/noExplicitAny: the content is what tests check
export async function callTool(client: Client, name: string, input: object = {}): Promise<any> {
  const { structuredContent = {}, isError = false } = await client.callTool({
    name,
    arguments: { ...input },
  });
  return { isError, ...(structuredContent as object) };
}
