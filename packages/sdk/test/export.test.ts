import { beforeAll, expect, test } from "vitest";
import { useApp } from "../../server/test/helpers/app.ts";
import { makeWorld, type Organization } from "../../server/test/helpers/world.ts";
import type { Whoseline } from "../src/index.ts";
import { clientOf } from "./helpers/client.ts";

const app = useApp();
let acme: Organization;
let client: Whoseline;

beforeAll(async () => {
  ({ acme } = await makeWorld(app.ask));
  client = clientOf(app, { organization: acme.id });
});

test("exports a list as CSV by default, or as NDJSON", async () => {
  const csv = await client.numbers.export({ provider: "twilio" });
  expect(csv.headers.get("content-type")).toContain("text/csv");
  const [header, row] = (await csv.text()).split("\n");
  expect(header).toMatch(/^id,serial,provider,line,/);
  expect(row).toContain(acme.twilio.line);
  const ndjson = await client.users.export({ format: "ndjson" });
  const users = (await ndjson.text()).trimEnd().split("\n");
  expect(users.map((line) => JSON.parse(line).email)).toContain(acme.member.email);
});

test("exports every list that can be exported", async () => {
  for (const list of ["numbers", "users", "assignments", "events"] as const) {
    const call = client[list].export as (values: object) => Promise<Response>;
    expect((await (await call({ format: "csv" })).text()).length).toBeGreaterThan(0);
  }
});

test("rejects with the error of the server", async () => {
  const call = client.numbers.export({ organization: "f".repeat(24) });
  await expect(call).rejects.toMatchObject({ code: "organization_not_found", status: 404 });
});
