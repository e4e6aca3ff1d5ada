import type { RunningApp } from "./app.ts";
import type { Answer } from "./ask.ts";
import { clientErrorViolations } from "./error-responses.ts";
import { collectOperations, type Operation } from "./operations.ts";
import { type RawRequest, sendRaw } from "./raw.ts";
import { openTableReader, type TableReader } from "./table-reader.ts";
import { makeWorld, type World } from "./world.ts";

/** A valid request of an operation with one change. */
export interface RequestVariant {
  readonly what: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: RawRequest["headers"];
  /** Objects are sent as JSON, text and bytes unchanged. Default: the operation's body. */
  readonly body?: unknown;
  readonly contentType?: string | null;
}

export interface RequestVariants {
  readonly world: World;
  readonly operations: readonly Operation[];
  readonly database: TableReader;
  send(operation: Operation, changed: RequestVariant): Promise<Answer>;
  /** Violations of the error format in the responses to these variants; a changed database is a violation. */
  refusals(operation: Operation, changes: readonly RequestVariant[]): Promise<string[]>;
}

export async function startRequestVariants(app: RunningApp): Promise<RequestVariants> {
  const world = await makeWorld(app.ask);
  const operations = await collectOperations(app, world);
  const database = openTableReader(app.database);
  const send = (operation: Operation, changed: RequestVariant) =>
    sendRaw(app.url, toRequest(operation, changed));
  return {
    world,
    operations,
    database,
    send,
    async refusals(operation, changes) {
      const found: string[] = [];
      for (const changed of changes) {
        const before = await database.dump();
        const answer = await send(operation, changed);
        const faults = clientErrorViolations(operation.dialect, answer);
        if ((await database.dump()) !== before) faults.push("the database changed");
        found.push(...faults.map((fault) => `${operation.name}, ${changed.what}: ${fault}`));
      }
      return found;
    },
  };
}

function toRequest(operation: Operation, changed: RequestVariant): RawRequest {
  const body = "body" in changed ? changed.body : operation.body;
  const isSent = body !== undefined;
  const type = changed.contentType === undefined ? "application/json" : changed.contentType;
  return {
    method: changed.method ?? operation.method,
    path: changed.path ?? operation.path,
    headers: {
      ...operation.headers,
      ...(isSent && type !== null && { "content-type": type }),
      ...changed.headers,
    },
    body: !isSent || typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body),
  };
}
