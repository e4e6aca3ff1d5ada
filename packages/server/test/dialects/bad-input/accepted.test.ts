import { afterAll, expect, test } from "vitest";
import { startApp } from "../../helpers/app.ts";
import { startAppCopy } from "../../helpers/app-copy.ts";
import { collectOperations } from "../../helpers/operations.ts";
import { sendRaw } from "../../helpers/raw.ts";
import { makeWorld } from "../../helpers/world.ts";

const original = await startApp();
const operations = await collectOperations(original, await makeWorld(original.ask));
afterAll(() => original.close());

// The other files of this folder make these requests invalid one change at a time, so they must be valid unchanged.
test.each(operations)("$name accepts the valid request", async (operation) => {
  const { method, path, headers, body, bodySchema } = operation;
  expect(body === undefined, "has an example body if and only if it has a body schema").toBe(
    bodySchema === undefined,
  );
  const app = await startAppCopy(original.database);
  const answer = await sendRaw(app.url, {
    method,
    path,
    headers: { ...headers, ...(body && { "content-type": "application/json" }) },
    body: body && JSON.stringify(body),
  });
  await app.close();
  expect(answer.status, answer.text).toBeLessThan(300);
});
