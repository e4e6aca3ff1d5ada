import { createHash } from "node:crypto";
import type { AddressInfo } from "node:net";
import express, { type NextFunction, type Request, type Response } from "express";
import { z } from "zod";
import { answerParent } from "../../processes.ts";
import { openDatabase } from "./database.ts";

/**
 * What a team would write by hand for the same questions: Express, zod, drizzle and PostgreSQL. Its API keys are in
 * memory. Arguments: the URL of the database and an API key.
 */
const [url = "", key = ""] = process.argv.slice(2);
const database = openDatabase(url);
const keyHashes = new Set([hashOf(key)]);

const line = z.string().regex(/^\+[1-9]\d{1,14}$/);
const lookupQuery = z.object({ provider: z.string().min(1).max(50), to: line });
const userParams = z.object({ organizationId: z.string().length(24), userId: z.string().length(24) });
const assignParams = z.object({ organizationId: z.string().length(24) });
const assignBody = z.object({
  targetUserId: z.string().length(24),
  provider: z.string().min(1).max(50),
  phoneNumber: line,
  isInboundEnabled: z.boolean().default(true),
});

const app = express();
app.disable("x-powered-by");
app.use(express.json());
app.use((request, response, next) => {
  const [, credential] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "") ?? [];
  if (credential === undefined || !keyHashes.has(hashOf(credential)))
    response.status(401).json({ error: "The API key is invalid." });
  else next();
});
app.get("/lookup", async (request, response) => {
  const { provider, to } = lookupQuery.parse(request.query);
  const [found] = await database.lookup.execute({ provider, line: to });
  response.json({ provider, line: to, holder: found ?? null });
});
app.get("/organizations/:organizationId/users/:userId", async (request, response) => {
  const [user] = await database.user.execute(userParams.parse(request.params));
  if (user === undefined) response.status(404).json({ error: "The user does not exist." });
  else response.json({ user });
});
app.post("/organizations/:organizationId/phone-numbers", async (request, response) => {
  const { organizationId } = assignParams.parse(request.params);
  const isDone = await database.assign({ organizationId, ...assignBody.parse(request.body) });
  if (isDone) response.json({ success: true });
  else response.status(404).json({ error: "The user or the number does not exist." });
});
app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
  if (error instanceof z.ZodError) response.status(400).json({ error: error.issues });
  else response.status(500).json({ error: "Internal error." });
});

const server = app.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  answerParent(`http://127.0.0.1:${port}`, () => 0, stop);
});

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

async function stop(): Promise<void> {
  server.closeAllConnections();
  server.close();
  await database.close();
}
