import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { type RunningApp, startApp } from "../../helpers/app.ts";
import { makeDatabase, type TestDatabase } from "../../helpers/engines.ts";
import { nativeClient } from "../../helpers/native.ts";
import { TcpProxy } from "../../helpers/proxy.ts";
import { until } from "../../helpers/until.ts";
import { makeOrganization } from "../../helpers/world.ts";

const account = {
  provider: "twilio",
  name: "Main",
  publicUrl: "https://edge.acme.example",
  identifiers: { accountSid: "AC1" },
  secrets: { authToken: "first" },
};
const at = "/carrier-accounts";

let database: TestDatabase;
let proxy: TcpProxy;
/** Changes the accounts. */
let writer: RunningApp;
/** Another process, behind a connection that can fail. */
let reader: RunningApp;
beforeEach(async () => {
  database = await makeDatabase("postgres");
  proxy = await TcpProxy.open(Number(new URL(inject("postgresUrl")).port));
  const url = new URL(database.database);
  url.port = String(proxy.port);
  writer = await startApp({ database: database.database });
  reader = await startApp({ database: url.href });
});
afterEach(async () => {
  await reader.close();
  await writer.close();
  await proxy.close();
  await database.drop();
});

const seen = (id: string) => reader.installation.carrierAccounts.find(id);
const tokenSeen = (id: string) => seen(id)?.credentials[0]?.authToken;

test("every process follows the changes of the others, and keeps its state while the database is unavailable", async () => {
  const { id: organization } = await makeOrganization(writer.ask, "acme", "1");
  const admin = nativeClient(writer, organization);
  const { id } = (await admin.post(at, account)).json;
  const { id: other } = (await admin.post(at, { ...account, name: "Second" })).json;
  await until(
    "the other process knows the accounts",
    () => tokenSeen(id) === "first" && seen(other) !== undefined,
  );
  await admin.patch(`${at}/${id}`, { ringSeconds: 40 });
  await until("the other process knows the change", () => seen(id)?.account.ringSeconds === 40);

  proxy.set("cut");
  await admin.post(`${at}/${id}/secrets`, { secrets: { authToken: "second" }, overlapSeconds: 0 });
  await admin.delete(`${at}/${other}`);
  expect(tokenSeen(id)).toBe("first");
  expect(seen(other)).toBeDefined();

  proxy.set("pass");
  await until("the other process caught up", () => tokenSeen(id) === "second" && seen(other) === undefined);
});

test("an account of the platform reaches the other processes", async () => {
  const { json } = await writer.ask("POST /registry/v1/carrier-accounts", { body: account });
  await until("the other process knows the account", () => tokenSeen(json.id) === "first");
  await writer.ask(`DELETE /registry/v1/carrier-accounts/${json.id}`);
  await until("the other process does not know the account", () => seen(json.id) === undefined);
});
