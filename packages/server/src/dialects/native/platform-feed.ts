import type { FastifyInstance } from "fastify";
import type { PlatformPage } from "../../core/history/platform-events.ts";
import { followPlatformEvents, listPlatformEvents } from "../../core/history/platform-events.ts";
import { type Message, pollMs, sendEvents, streamSignal } from "../../http/event-stream.ts";
import { id, optional, type Static, Type } from "../../http/mounting/schema.ts";
import { eventSchema, toEvent } from "./events.ts";
import { pageFields, refusals, strict, toPage } from "./wire.ts";

const cursor = () => optional(Type.String({ maxLength: 15_000 }));
const pageQuery = strict({ limit: pageFields.limit, cursor: cursor() });
const streamQuery = strict({ cursor: cursor() });
const platformEvent = Type.Object({ organizationId: id(), ...eventSchema.properties });

/** One message a page, so that the cursor, which knows every organization, is sent once for many events. */
async function* messages(pages: AsyncIterable<PlatformPage>): AsyncGenerator<Message> {
  for await (const page of pages) yield { id: page.cursor, event: "changes", data: page.items.map(toEvent) };
}

export function platformFeedRoutes(scope: FastifyInstance): void {
  scope.get<{ Querystring: Static<typeof pageQuery> }>(
    "/events",
    {
      config: { permission: "events:all", operation: "listAllEvents" },
      schema: {
        tags: ["History"],
        summary: "The changes of all organizations; each one's in order and without gap (superadmin)",
        description:
          "Ask again with the cursor of the last answer; it is also given when there is nothing new.",
        querystring: pageQuery,
        response: {
          200: Type.Object({ items: Type.Array(platformEvent), cursor: Type.String() }),
          ...refusals,
        },
      },
    },
    async ({ context, query }) => {
      const page = await listPlatformEvents(context, query.cursor, toPage(query).limit);
      return { items: page.items.map(toEvent), cursor: page.cursor };
    },
  );

  scope.get<{ Querystring: Static<typeof streamQuery> }>(
    "/events/stream",
    {
      config: { permission: "events:all", operation: "streamAllEvents" },
      schema: {
        tags: ["History"],
        summary:
          "The changes of all organizations as server-sent events, each an array of changes (superadmin)",
        querystring: streamQuery,
        response: {
          200: Type.String({ description: "text/event-stream; each id is a cursor" }),
          ...refusals,
        },
      },
      exposeHeadRoute: false,
    },
    async (request, reply) => {
      const resumed = request.headers["last-event-id"];
      const from = typeof resumed === "string" && resumed !== "" ? resumed : request.query.cursor;
      // A cursor that is not ours is refused with an ordinary answer, before the stream begins.
      await listPlatformEvents(request.context, from, 1);
      const pages = followPlatformEvents(request.context, from, {
        signal: streamSignal(request, reply),
        pollMs,
        recheckAccess: () => request.recheckAccess(),
      });
      await sendEvents(request, reply, messages(pages));
    },
  );
}
