import { expect, test } from "vitest";
import { startApp } from "../../helpers/app.ts";
import { operationsOf } from "../../helpers/operations.ts";
import { sendRaw } from "../../helpers/raw.ts";
import { makeWorld } from "../../helpers/world.ts";

const namesOf = async (): Promise<string[]> => {
  const app = await startApp();
  const operations = await operationsOf(app, await makeWorld(app.ask));
  await app.close();
  return operations.map(({ name }) => name);
};

// The files beside this one change one thing in each of these requests: unchanged they must be good.
test.each(await namesOf())("%s accepts the request that the bad ones are made from", async (name) => {
  const app = await startApp();
  const operations = await operationsOf(app, await makeWorld(app.ask));
  const operation = operations.find((it) => it.name === name);
  if (operation === undefined) throw new Error(`there is no ${name}`);
  const { method, path, headers, body, bodySchema } = operation;
  expect(body === undefined, "it has an example exactly when it takes a body").toBe(bodySchema === undefined);
  const answer = await sendRaw(app.url, {
    method,
    path,
    headers: { ...headers, ...(body && { "content-type": "application/json" }) },
    body: body && JSON.stringify(body),
  });
  await app.close();
  expect(answer.status, answer.text).toBeLessThan(300);
});
