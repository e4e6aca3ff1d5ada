import { afterAll, expect, test } from "vitest";
import { startApp } from "../../helpers/app.ts";
import { startAppCopy } from "../../helpers/app-copy.ts";
import { collectOperations, uploads } from "../../helpers/operations.ts";
import { sendRaw } from "../../helpers/raw.ts";
import { makeWorld } from "../../helpers/world.ts";

const original = await startApp();
const operations = await collectOperations(original, await makeWorld(original.ask));
afterAll(() => original.close());

/** Without those of an import that is in another state than the one that all share, which is checked. */
const valid = operations.filter(({ name }) => !["native cancelImport", "native undoImport"].includes(name));

// The other files of this folder make these requests invalid one change at a time, so they must be valid unchanged.
test.each(valid)("$name accepts the valid request", async (operation) => {
  const { name, method, path, headers, body, bodySchema } = operation;
  const upload = uploads[name];
  expect((body ?? upload) === undefined, "has an example body if and only if it has a body schema").toBe(
    bodySchema === undefined,
  );
  const app = await startAppCopy(original.database);
  const answer = await sendRaw(app.url, {
    method,
    path,
    headers: {
      ...headers,
      ...((body || upload) && { "content-type": upload?.contentType ?? "application/json" }),
    },
    body: upload?.body ?? (body && JSON.stringify(body)),
  });
  await app.close();
  expect(answer.status, answer.text).toBeLessThan(300);
});
