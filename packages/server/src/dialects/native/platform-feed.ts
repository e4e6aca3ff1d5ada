import type { FastifyInstance } from "fastify";
import {
  followPlatformEvents,
  listPlatformEvents,
  type PlatformPage,
} from "../../core/history/platform-events.ts";
import { type Message, pollMs, recheckMs, sendEvents, streamSignal } from "../../http/event-stream.ts";
import { component, optional, Type } from "../../http/mounting/schema.ts";
import { expandNames, platformEventSchema, toPlatformEvent } from "./events.ts";
import { lastEventId } from "./headers.ts";
import { pageFields, strict, toPage } from "./input.ts";
import { eventStream, ok, route } from "./route.ts";

const tag = "History";
const cursor = optional(
  Type.String({
    maxLength: 15_000,
    description:
      "The `cursor` of the previous page. Omit it for the first. `now` is the last event of each organization at the time of the request: only later events follow.",
  }),
);
const pageQuery = strict({ limit: pageFields.limit, cursor, expand: expandNames });
const streamQuery = strict({ cursor, expand: expandNames });
const platformEventPage = Type.Object(
  {
    items: Type.Array(platformEventSchema),
    cursor: Type.String({ description: "For the next page; also when there is nothing new." }),
  },
  component("PlatformEventPage"),
);
const streamSchema = Type.String({
  description:
    "Messages with `id: <cursor>`, `event: changes` and `data: <an array of PlatformEvent as JSON>`. When the server stops, a comment and `retry: <milliseconds>` end the stream.",
});

export function platformFeedRoutes(scope: FastifyInstance): void {
  addListRoute(scope);
  addStreamRoute(scope);
}

function addListRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/events",
      permission: "events:all",
      operation: "listAllEvents",
      tag,
      summary: "List the changes of all organizations",
      description:
        "For superadmins. The changes of each organization are in order and without gaps; there is no order between organizations.",
      params: {},
      query: pageQuery,
      response: ok(platformEventPage, "A page of events."),
      errors: [409],
    },
    async ({ context, query }) => {
      const { limit } = toPage(query);
      const hasNames = query.expand === "names";
      const page = await listPlatformEvents(context, query.cursor, { limit, hasNames });
      return { items: page.items.map(toPlatformEvent), cursor: page.cursor };
    },
  );
}

function addStreamRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/events/stream",
      permission: "events:all",
      operation: "streamAllEvents",
      tag,
      summary: "Stream the changes of all organizations",
      description: "For superadmins. Server-sent events with one message per page of changes.",
      params: {},
      query: streamQuery,
      requestHeaders: [lastEventId],
      response: eventStream(streamSchema, "The pages, as they are committed."),
      errors: [409],
    },
    async (request, reply) => {
      const resumed = request.headers["last-event-id"];
      const from = typeof resumed === "string" && resumed !== "" ? resumed : request.query.cursor;
      // Rejects an invalid cursor with an ordinary response, before the stream begins.
      const { cursor } = await listPlatformEvents(request.context, from, { limit: 1 });
      const pages = followPlatformEvents(request.context, from === "now" ? cursor : from, {
        signal: streamSignal(request, reply),
        pollMs,
        recheckMs,
        recheckAccess: () => request.recheckAccess(),
        hasNames: request.query.expand === "names",
      });
      await sendEvents(request, reply, messages(pages));
    },
  );
}

/** One message per page: the cursor covers every organization, and is sent once for many events. */
async function* messages(pages: AsyncIterable<PlatformPage>): AsyncGenerator<Message> {
  for await (const page of pages)
    yield { id: page.cursor, event: "changes", data: page.items.map(toPlatformEvent) };
}
