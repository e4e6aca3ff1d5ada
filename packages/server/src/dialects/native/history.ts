import type { FastifyInstance, FastifyRequest } from "fastify";
import { exportEvents } from "../../core/exports/export-events.ts";
import { listNumberHistory, listUserHistory } from "../../core/history/assignment-history.ts";
import type { NamedEvent } from "../../core/history/event-names.ts";
import { type EventFilter, followEvents, listEvents } from "../../core/history/events.ts";
import { type FeedStart, formatPosition, parsePosition } from "../../core/history/feed-position.ts";
import { validationFailed } from "../../http/errors.ts";
import { type Message, pollMs, recheckMs, sendEvents, streamSignal } from "../../http/event-stream.ts";
import { component, optional, type Static, Type } from "../../http/mounting/schema.ts";
import { eventKind, eventSchema, expandNames, feedEventSchema, toEvent, toFeedEvent } from "./events.ts";
import { exportable, exportDescription, exportFields, sendTable, wantsExport } from "./export.ts";
import { eventTable } from "./export-tables.ts";
import { acceptFormerNames } from "./former-names.ts";
import { lastEventId } from "./headers.ts";
import {
  numberReference,
  numberReferenceInput,
  pageFields,
  pageQuery,
  strict,
  toPage,
  userReference,
  userReferenceInput,
} from "./input.ts";
import { number, organization, user } from "./path-params.ts";
import { eventStream, ok, route } from "./route.ts";
import { pageSchema, toList } from "./wire.ts";

const tag = "History";
const positionPattern = "^(now|\\d{1,16}(-[0-9a-f]{16})?)$";
const streamFields = {
  after: optional(
    Type.String({
      pattern: positionPattern,
      default: "0",
      description:
        "The `position` of the previous page or the `id` of a message: `123-ab12…`, the `seq` and the first 16 characters of the `hash` of the last event that the caller has. With the `seq` alone, another event at this position is not detected. `now` is the last event at the time of the request: only later events follow.",
      "x-expected": "the position of an event, like 123-0123456789abcdef, or now",
    }),
  ),
  expand: expandNames,
  kind: optional(eventKind()),
  number: optional(
    numberReferenceInput({ description: "Only the events of this number: its id or its line." }),
  ),
  user: optional(userReferenceInput({ description: "Only the events of this user." })),
};
const formerFilters = { numberId: "number", userId: "user" };
const eventsQuery = strict({ limit: pageFields.limit, ...exportFields, ...streamFields });
const streamQuery = strict(streamFields);
const eventPage = Type.Object(
  {
    items: Type.Array(feedEventSchema),
    head: Type.Integer({ description: "The `seq` of the organization's last event." }),
    position: Type.String({
      description: "The `after` of the next page; also when there is nothing new.",
    }),
  },
  component("EventPage"),
);
const historyPage = pageSchema("HistoryPage", eventSchema);
const streamSchema = Type.String({
  description:
    "Messages with `id: <position>`, `event: <kind>` and `data: <a FeedEvent as JSON>`. When the server stops, a comment and `retry: <milliseconds>` end the stream.",
});

export function historyRoutes(scope: FastifyInstance): void {
  addListEventsRoute(scope);
  addStreamEventsRoute(scope);
  addGetNumberHistoryRoute(scope);
  addGetUserHistoryRoute(scope);
}

function addListEventsRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/events",
      permission: "events:list",
      operation: "listEvents",
      tag,
      summary: "List the changes of an organization",
      description: `The change feed, oldest first and without gaps. For the next page, repeat with \`after\` set to \`position\`. Returns 409 when the feed no longer has the event at \`after\`. ${exportDescription}`,
      params: { organization },
      query: eventsQuery,
      preValidation: acceptFormerNames(formerFilters),
      response: exportable(ok(eventPage, "A page of events."), feedEventSchema),
      errors: [409],
    },
    async (request, reply) => {
      const { context, query } = request;
      const filter = toFilter(query);
      const options = { after: toStart(query.after), hasNames: query.expand === "names" };
      if (wantsExport(request, reply, query))
        return sendTable(request, reply, eventTable, () => exportEvents(context, filter, options));
      const { limit } = toPage(query);
      const { items, head, position } = await listEvents(context, filter, { ...options, limit });
      return { items: items.map(toFeedEvent), head, position };
    },
  );
}

function addStreamEventsRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/events/stream",
      permission: "events:list",
      operation: "streamEvents",
      tag,
      summary: "Stream the changes of an organization",
      description:
        "The change feed as server-sent events, from any event on. After a disconnect, clients resume with `Last-Event-ID`.",
      params: { organization },
      query: streamQuery,
      preValidation: acceptFormerNames(formerFilters),
      requestHeaders: [lastEventId],
      response: eventStream(streamSchema, "The events, as they are committed."),
      errors: [409],
    },
    async (request, reply) => {
      const { context, query } = request;
      const events = await followEvents(context, toFilter(query), lastSeen(request, query.after), {
        signal: streamSignal(request, reply),
        pollMs,
        recheckMs,
        recheckAccess: () => request.recheckAccess(),
        hasNames: query.expand === "names",
      });
      await sendEvents(request, reply, messages(events));
    },
  );
}

function addGetNumberHistoryRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/numbers/:number/history",
      permission: "events:list",
      operation: "getNumberHistory",
      tag,
      summary: "List the assignment history of a number",
      description: "Who held the number, with which flags, and who changed it; oldest first.",
      params: { organization, number },
      query: pageQuery,
      response: ok(historyPage, "A page of events."),
    },
    async ({ context, params, query }) =>
      toList(await listNumberHistory(context, numberReference(params.number), toPage(query)), toEvent),
  );
}

function addGetUserHistoryRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/users/:user/history",
      permission: "events:read",
      operation: "getUserHistory",
      tag,
      summary: "List the assignment history of a user",
      description:
        "Which numbers the user held, with which flags; oldest first. Also for a removed user. A member can list only their own.",
      params: { organization, user },
      query: pageQuery,
      response: ok(historyPage, "A page of events."),
    },
    async ({ context, params, query }) =>
      toList(await listUserHistory(context, userReference(params.user), toPage(query)), toEvent),
  );
}

const toFilter = (query: Static<typeof streamQuery>): EventFilter => ({
  kinds: query.kind && [query.kind],
  number: query.number === undefined ? undefined : numberReference(query.number),
  userId: query.user === undefined ? undefined : userReference(query.user),
});

function toStart(text = "0"): FeedStart {
  if (text === "now") return text;
  const position = parsePosition(text);
  if (position !== undefined) return position;
  throw validationFailed({
    in: "query",
    name: "after",
    rule: "range",
    detail: `after must be at most ${Number.MAX_SAFE_INTEGER}`,
  });
}

/** A resuming client's header takes precedence over its URL. */
function lastSeen({ headers }: FastifyRequest, after: string | undefined): FeedStart {
  const id = headers["last-event-id"];
  if (id === undefined || id === "") return toStart(after);
  const position = typeof id === "string" ? parsePosition(id) : undefined;
  if (position !== undefined) return position;
  throw validationFailed({
    in: "header",
    name: "Last-Event-ID",
    rule: "format",
    detail: "Last-Event-ID must be the id of an event of this stream",
  });
}

async function* messages(events: AsyncIterable<NamedEvent>): AsyncGenerator<Message> {
  for await (const event of events)
    yield { id: formatPosition(event), event: event.kind, data: toFeedEvent(event) };
}
