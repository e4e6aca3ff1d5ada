import { expect, test } from "vitest";
import { toEvent } from "../../../src/dialects/native/events.ts";
import { type ChainedEvent, eventKinds } from "../../../src/model.ts";
import { dereference } from "../../helpers/dereference.ts";
import { makeEveryEvent, makeEveryEventButDeletion } from "../../helpers/every-event.ts";
import { schemaViolations } from "../../helpers/json-schema.ts";
import { holderPath, useTestContext } from "../../helpers/test-context.ts";

// biome-ignore lint/suspicious/noExplicitAny: reads documents and events of every shape
type Json = any;

const context = useTestContext("sqlite");

/** The schemas of the events by kind, which permit no other field. */
function documentedEvents(): ReadonlyMap<string, { readonly before: Json; readonly after: Json }> {
  const { components } = dereference(context.app.server.documents.get("native")?.()) as Json;
  return new Map(
    components.schemas.Event.oneOf.map(({ allOf: [, { properties }] }: Json) => [
      properties.kind.const,
      { before: closed(properties.before), after: closed(properties.after) },
    ]),
  );
}

const closed = (schema: Json) => ({ ...schema, ...(schema.properties && { additionalProperties: false }) });

test("every kind of event has exactly the fields of its documented records, with timestamps as text", async () => {
  await makeEveryEvent(context);
  const { items } = (await context.platform.get("/events?limit=200")).json;
  expect(new Set(items.map(({ kind }: Json) => kind))).toEqual(new Set(eventKinds));
  const schemas = documentedEvents();
  for (const { kind, before, after } of items) {
    const schema = schemas.get(kind);
    expect(schemaViolations(schema?.before, before), `${kind} before`).toEqual([]);
    expect(schemaViolations(schema?.after, after), `${kind} after`).toEqual([]);
    expect(JSON.stringify([before, after])).not.toMatch(/:\d{12}/);
  }
});

test("the record after the last event of a record is what its GET returns, and its version", async () => {
  const { admin, acme } = context;
  await makeEveryEventButDeletion(context);
  const { items } = (await admin.get("/events?limit=200")).json;
  const last = (id: string) => {
    const { version, removedAt, formerHolderId, ...record } = items.findLast(
      ({ subjectId }: Json) => subjectId === id,
    ).after;
    return record;
  };
  expect(last(acme.id)).toEqual((await admin.get("")).json);
  expect(last(acme.member.id)).toEqual((await admin.get(`/users/${acme.member.id}`)).json);
  for (const { id } of [acme.twilio, acme.sinch, acme.ippanel]) {
    const { state, kind, holders, holderCount, ...stored } = (await admin.get(`/numbers/${id}`)).json;
    expect(state).toMatch(/^(assigned|available|released)$/);
    expect(last(id)).toEqual(stored);
  }
  const [assignment] = (await admin.get(`/assignments?user=${acme.member.id}`)).json.items;
  const { line, userName, userEmail, ...plain } = assignment;
  expect([line, userName, userEmail]).toEqual([acme.twilio.line, acme.member.name, acme.member.email]);
  expect(last(assignment.id)).toEqual(plain);
  for (const { lastUsedAt: _use, ...key } of (await admin.get("/api-keys")).json.items)
    expect(last(key.id)).toEqual(key);
});

test("the history, the stream and an undo show an event as the feed does", async () => {
  const { admin, acme } = context;
  await admin.put(holderPath(acme.twilio, acme.member), { label: "Desk" });
  const [event] = (await admin.get("/events?kind=number.assigned")).json.items;
  expect(event.after.assignedAt).toBe("2026-03-03T14:00:00.000Z");
  expect((await admin.get(`/numbers/${acme.twilio.id}/history`)).json.items).toEqual([event]);
  expect((await admin.get(`/users/${acme.member.id}/history`)).json.items).toEqual([event]);
  const stream = await admin.get("/events/stream?kind=number.assigned");
  expect(stream.text).toContain(`data: ${JSON.stringify(event)}\n`);
  const platform = await context.app.ask("GET /registry/v1/events?limit=200");
  expect(platform.json.items).toContainEqual({ organizationId: acme.id, ...event });
  expect((await admin.post(`/events/${event.seq}/undo`)).json).toEqual(event);
});

test("events of earlier releases show the fields that they lack with their defaults", () => {
  const event = { at: 0, before: null } as ChainedEvent;
  const user = { ...event, kind: "user.created", after: { id: "1", createdAt: 0 } } as ChainedEvent;
  const number = {
    ...event,
    kind: "number.added",
    after: { id: "1", addedAt: 0, releasedAt: null },
  } as ChainedEvent;
  const organization = {
    ...event,
    kind: "organization.created",
    after: { id: "1", createdAt: 0 },
  } as ChainedEvent;
  expect(toEvent(user).after).toMatchObject({ endpoints: [] });
  expect(toEvent(number).after).toMatchObject({ coolingUntil: null, reservedFor: null });
  expect(toEvent(organization).after).toMatchObject({ coolingDays: 0 });
});
