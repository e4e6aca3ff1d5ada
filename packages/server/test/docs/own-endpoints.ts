import { type DocumentServer, demoOrganization } from "./document-server.ts";

/**
 * Returns a sentence for each user of the demo whose `tel:` endpoint is a line that they receive on: a call to
 * the line would be sent to the line.
 */
export async function linesOfOwnEndpoints(server: DocumentServer): Promise<string[]> {
  const headers = { authorization: `Bearer ${server.superadmin}` };
  const path = `/registry/v1/organizations/${demoOrganization}`;
  const get = async (rest: string) => (await server.fetch(path + rest, { headers })).json();
  const { items = [] } = (await get("/assignments")) as { items?: Assignment[] };
  const problems: string[] = [];
  for (const userId of new Set(items.map((item) => item.userId))) {
    const { endpoints = [] } = (await get(`/users/${userId}/endpoints`)) as { endpoints?: string[] };
    const held = items.filter((item) => item.userId === userId && endpoints.includes(`tel:${item.line}`));
    problems.push(
      ...held.map((item) => `the user ${userId} is reached at ${item.line}, the line that they hold`),
    );
  }
  return problems;
}

interface Assignment {
  readonly userId: string;
  readonly line: string;
}
