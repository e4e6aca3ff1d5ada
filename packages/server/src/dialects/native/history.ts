import type { FastifyInstance, FastifyRequest } from "fastify";
import { listNumberHistory, listUserHistory } from "../../core/history/assignment-history.ts";
import { type EventFilter, followEvents, listEvents } from "../../core/history/events.ts";
import { parseId } from "../../core/kernel/ids.ts";
import { validationFailed } from "../../http/errors.ts";
import { type Message, pollMs, sendEvents, streamSignal } from "../../http/event-stream.ts";
import { id, oneOf, optional, type Static, Type, wholeNumber } from "../../http/mounting/schema.ts";
import { type Event, eventKinds } from "../../model.ts";
import { eventSchema, toEvent } from "./events.ts";
import { listSchema, numberReference, pageFields, pathId, refusals, strict, toList, toPage } from "./wire.ts";

const eventsQuery = strict({
  limit: pageFields.limit,
  after: optional(wholeNumber(0, Number.MAX_SAFE_INTEGER, { default: 0 })),
  kind: optional(oneOf(eventKinds)),
  numberId: optional(id()),
  userId: optional(id()),
});
const { limit: _limit, ...streamFields } = eventsQuery.properties;
const streamQuery = strict(streamFields);
const historyQuery = strict(pageFields);

const toFilter = (query: Static<typeof streamQuery>): EventFilter => ({
  kinds: query.kind && [query.kind],
  numberId: query.numberId && parseId(query.numberId),
  userId: query.userId && parseId(query.userId),
});

/** A client that resumes knows better than its URL. */
function lastSeen({ headers }: FastifyRequest, after = 0): number {
  const id = headers["last-event-id"];
  if (id === undefined || id === "") return after;
  if (typeof id === "string" && /^\d{1,15}$/.test(id)) return Number(id);
  throw validationFailed({
    in: "header",
    name: "Last-Event-ID",
    rule: "format",
    detail: "Last-Event-ID must be the id of an event of this stream",
  });
}

async function* messages(events: AsyncIterable<Event>): AsyncGenerator<Message> {
  for await (const event of events) yield { id: String(event.seq), event: event.kind, data: toEvent(event) };
}

export function historyRoutes(scope: FastifyInstance): void {
  scope.get<{ Querystring: Static<typeof eventsQuery> }>(
    "/organizations/:organization/events",
    {
      config: { permission: "events:list", operation: "listEvents" },
      schema: {
        tags: ["History"],
        summary: "The change feed: every change of the organization, in order and without gap",
        description:
          "Ask again with `after` set to the last `seq` you have; `head` says how far there is to go.",
        querystring: eventsQuery,
        response: {
          200: Type.Object({ items: Type.Array(eventSchema), head: Type.Integer() }),
          ...refusals,
        },
      },
    },
    async ({ context, query }) => {
      const { items, head } = await listEvents(context, toFilter(query), {
        after: query.after ?? 0,
        limit: toPage(query).limit,
      });
      return { items: items.map(toEvent), head };
    },
  );

  scope.get<{ Querystring: Static<typeof streamQuery> }>(
    "/organizations/:organization/events/stream",
    {
      config: { permission: "events:list", operation: "streamEvents" },
      schema: {
        tags: ["History"],
        summary: "The change feed as server-sent events, from any event on",
        description:
          "A reader that was cut off resumes where he was: his client sends Last-Event-ID by itself.",
        querystring: streamQuery,
        response: {
          200: Type.String({ description: "text/event-stream; each event's id is its seq" }),
          ...refusals,
        },
      },
      exposeHeadRoute: false,
    },
    async (request, reply) => {
      const { context, query } = request;
      const events = await followEvents(context, toFilter(query), lastSeen(request, query.after), {
        signal: streamSignal(request, reply),
        pollMs,
        recheckAccess: () => request.recheckAccess(),
      });
      await sendEvents(request, reply, messages(events));
    },
  );

  scope.get<{ Params: { number: string }; Querystring: Static<typeof historyQuery> }>(
    "/organizations/:organization/numbers/:number/history",
    {
      config: { permission: "events:list", operation: "getNumberHistory" },
      schema: {
        tags: ["History"],
        summary: "Who held a number, how and when, and who did it; oldest first",
        querystring: historyQuery,
        response: { 200: listSchema(eventSchema), ...refusals },
      },
    },
    async ({ context, params, query }) =>
      toList(await listNumberHistory(context, numberReference(params.number), toPage(query)), toEvent),
  );

  scope.get<{ Params: { user: string }; Querystring: Static<typeof historyQuery> }>(
    "/organizations/:organization/users/:user/history",
    {
      config: { permission: "events:read", operation: "getUserHistory" },
      schema: {
        tags: ["History"],
        summary: "Which numbers a user held, how and when; oldest first; a member may see his own",
        querystring: historyQuery,
        response: { 200: listSchema(eventSchema), ...refusals },
      },
    },
    async ({ context, params, query }) =>
      toList(await listUserHistory(context, pathId(params.user), toPage(query)), toEvent),
  );
}
