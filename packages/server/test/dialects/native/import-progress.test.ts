import { expect, test } from "vitest";
import { platformContext, runJobs, upload } from "../../helpers/import-files.ts";
import { openStream, type SentEvent } from "../../helpers/sse.ts";
import { useTestContext } from "../../helpers/test-context.ts";

const it = useTestContext("sqlite");
const accept = { accept: "text/event-stream" };

async function uploaded() {
  const { app, acme, count } = it;
  const context = await platformContext(app, acme.id);
  const lines = Array.from({ length: 250 }, (_, index) => `twilio,+1604${5_550_000 + 1000 * count + index}`);
  const { id } = await upload(context, ["provider,line", ...lines]);
  const path = `/registry/v1/organizations/${acme.id}/imports/${id}`;
  return { path, key: acme.admin.key };
}

test("an import is streamed until its job has ended", async () => {
  const { path, key } = await uploaded();
  const stream = await openStream(it.app.url + path, key, accept);
  const first = await stream.next();
  expect(first).toMatchObject({ id: "1", event: "checking", data: { progress: { done: 0 } } });
  await runJobs(it.app);
  const sent: SentEvent[] = [];
  for (let next = await stream.next(); next !== undefined; next = await stream.next()) sent.push(next);
  const { json } = await it.app.ask(`GET ${path}`, { key });
  expect(sent.at(-1)).toMatchObject({ event: "checked", data: json });
  const done = sent.map(({ data }) => data.progress.done);
  expect(done).toEqual(done.toSorted((a, b) => a - b));
});

test("an import without a running job is sent once", async () => {
  const { path, key } = await uploaded();
  await runJobs(it.app);
  const stream = await openStream(it.app.url + path, key, accept);
  expect(await stream.next()).toMatchObject({ event: "checked" });
  expect(await stream.next()).toBeUndefined();
});

test("an unknown import is an ordinary error", async () => {
  const { path, key } = await uploaded();
  const answer = await it.app.ask(`GET ${path.slice(0, -24)}${"f".repeat(24)}`, { key, headers: accept });
  expect([answer.status, answer.json.code]).toEqual([404, "import_not_found"]);
});
