import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningApp, startApp } from "../helpers/app.ts";
import type { Answer } from "../helpers/ask.ts";
import { type Collector, startCollector } from "../helpers/collector.ts";
import { scrape } from "../helpers/metrics.ts";
import { fill, type Operation } from "../helpers/operations.ts";
import { exampleValues } from "../helpers/pii.ts";
import {
  type RequestVariant,
  type RequestVariants,
  startRequestVariants,
} from "../helpers/request-variants.ts";
import { until } from "../helpers/until.ts";
import { markers, secretsOf } from "./pii-markers.ts";

// Logs, metrics, traces and error responses contain at most the last four digits of a line, and no names, e-mail
// addresses or keys. No vendor's contract requires such a value in an error, so there are no exceptions.

let collector: Collector;
let app: RunningApp;
let requests: RequestVariants;
const refusals: Answer[] = [];
beforeAll(async () => {
  collector = await startCollector();
  app = await startApp({ settings: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, LOG_LEVEL: "trace" } });
  requests = await startRequestVariants(app);
});
afterAll(() => collector.close());

test("no personal data of requests and records appears in logs, traces, metrics or error responses", async () => {
  for (const [request, options] of conflicts()) keep(await app.ask(request, options));
  for (const operation of requests.operations)
    for (const changed of badWays(operation)) await ask(operation, changed);
  for (const operation of requests.operations) await ask(operation, { what: "as it is" });
  const database = new DatabaseSync(app.database);
  database.exec("pragma legacy_alter_table = on; alter table organization_heads rename to taken_away");
  for (const operation of requests.operations) await ask(operation, { what: "while a table is away" });
  const metrics = await scrape(app.ask);
  database.close();
  requests.database.close();
  await app.close();
  await until("the spans have come", () => collector.bodies.length > 0);
  const captured = {
    log: app.logged.join(""),
    metrics: metrics.text,
    traces: collector.bodies.join("\n"),
    refusals: refusals.map(({ text }) => text).join("\n"),
  };
  for (const [where, text] of Object.entries(captured))
    for (const secret of secretsOf(requests.world))
      expect(found(text, secret), `${where}: ${secret}`).toBe("");
  expect(new Set(refusals.map(({ status }) => status))).toEqual(
    new Set([400, 401, 403, 404, 405, 409, 410, 412, 422, 500]),
  );
  expect(captured.log).toContain('"code":"number_held"');
  expect(captured.log).toContain('"code":"internal"');
  expect(metrics.samples.length).toBeGreaterThan(500);
  expect(collector.spans().length).toBeGreaterThan(500);
});

/** Excerpts around the secret; empty if it does not occur. Timestamps are removed, since they can contain digits of lines. */
function found(text: string, secret: string): string {
  const said = text.replaceAll(exampleValues, "").replaceAll(/"\d{19}"|"time":\d+/g, "");
  const at = said.indexOf(secret);
  return at < 0 ? "" : said.slice(Math.max(0, at - 200), at + 100);
}

async function ask(operation: Operation, changed: RequestVariant): Promise<void> {
  keep(await requests.send(operation, changed));
}

function keep(answer: Answer): void {
  if (answer.status >= 400) refusals.push(answer);
}

/** Requests with the markers in every place where a careless client may put them. */
function badWays(operation: Operation): RequestVariant[] {
  const values = Object.values(markers);
  const { body, params, template, query, path } = operation;
  const withQuery = (name: string, value: string) =>
    `${path}${path.includes("?") ? "&" : "?"}${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
  return [
    ...Object.keys(params).flatMap((name) =>
      values.map((value) => ({
        what: name,
        path: fill(template, { ...params, [name]: encodeURIComponent(value) }),
      })),
    ),
    ...[...query, markers.email].flatMap((name) =>
      [markers.line, markers.email].map((value) => ({ what: name, path: withQuery(name, value) })),
    ),
    ...(body ? badBodies(body) : [{ what: "a body where none belongs", body: { ...markers } }]),
    ...[
      "authorization",
      "idempotency-key",
      "if-match",
      "x-request-id",
      "tracestate",
      "last-event-id",
    ].flatMap((name) =>
      [markers.key, markers.token, markers.email].map((value) => ({
        what: name,
        headers: headersWith(name, value),
      })),
    ),
    { what: "a content type", contentType: markers.email },
    { what: "a path of no route", path: `${path}/${encodeURIComponent(markers.name)}` },
    { what: "a path that cannot be decoded", path: `${path}/%zz${encodeURIComponent(markers.email)}` },
  ];
}

const headersWith = (name: string, value: string) => ({
  [name]: name === "authorization" ? `Bearer ${value}` : value,
});

function badBodies(body: Readonly<Record<string, unknown>>): RequestVariant[] {
  const fields = Object.keys(body).flatMap((field) =>
    [
      ...Object.values(markers),
      markers.email.repeat(50),
      [markers.email],
      { [markers.email]: markers.line },
      19997776543,
    ].map((value) => ({ what: field, body: { ...body, [field]: value } })),
  );
  const doubled = `{"${markers.email}":1,"${markers.email}":2}`;
  return [
    ...fields,
    {
      what: "fields that are none",
      body: { ...body, [markers.email]: markers.name, [markers.line]: 1, [markers.key]: 1 },
    },
    { what: "nothing but a marker", body: JSON.stringify(markers.email) },
    { what: "cut off", body: JSON.stringify({ ...body, ...markers }).slice(0, -1) },
    { what: "a key with two values", body: doubled },
  ];
}

/** Names, lines and keys of other users. */
function conflicts() {
  const { acme, rival } = requests.world;
  const at = `/registry/v1/organizations/${acme.id}`;
  const { twilio, other, admin, member } = acme;
  const tether = { targetUserId: other.id, provider: "twilio", phoneNumber: twilio.line };
  const ippanel = { number: twilio.line, target_user: other.username, send: true, gets: true };
  return [
    [`PUT ${at}/numbers/${twilio.id}/holders/${other.id}`, { body: {} }],
    [`POST /api/organizations/${acme.id}/phone-numbers`, { body: tether }],
    ["POST /v1/api/numbers/assign", { body: ippanel, key: admin.key }],
    [`POST ${at}/users`, { body: { name: markers.name, email: member.email } }],
    [`POST ${at}/users`, { body: { name: markers.name, email: markers.email, username: member.username } }],
    [`POST ${at}/numbers`, { body: { provider: "twilio", line: rival.twilio.line, alias: markers.label } }],
    [`GET ${at}/users/${rival.member.id}`, { key: admin.key }],
    [`GET ${at}/users`, { key: member.key }],
    [`PATCH ${at}/users/${member.id}`, { body: { name: markers.name }, headers: { "if-match": '"99"' } }],
  ] as const;
}
