import type { FastifyInstance } from "fastify";
import { listNumberTimeline, listUserTimeline } from "../../core/history/timeline.ts";
import { component, id, instant, nullable, oneOf, Type, toIso } from "../../http/mounting/schema.ts";
import { type AssignmentInterval, type IntervalBoundary, intervalEnds, intervalStarts } from "../../model.ts";
import { dialectField } from "./events.ts";
import { numberReference, pageQuery, toPage, userReference } from "./input.ts";
import { number, organization, user } from "./path-params.ts";
import { ok, route } from "./route.ts";
import { assignmentFlagFields, pageSchema, provider, toAssignmentFlags, toList } from "./wire.ts";

const tag = "History";

const boundaryFields = {
  at: instant(),
  by: Type.Object({
    userId: id(),
    userName: nullable(Type.String(), { description: "The present name; null for a user of the platform." }),
  }),
  dialect: dialectField(),
  reason: nullable(Type.String(), { description: "The reason in the request." }),
  seq: Type.Integer({ description: "The `seq` of the event." }),
};
const startSchema = Type.Object(
  { how: oneOf(intervalStarts, component("IntervalStart")), ...boundaryFields },
  component("TimelineStart", "How an interval began. `restored`: an undo assigned the number again."),
);
const endSchema = Type.Object(
  { how: oneOf(intervalEnds, component("IntervalEnd")), ...boundaryFields },
  component("TimelineEnd", "How an interval ended. `changed`: the same user continued with other flags."),
);
const intervalSchema = Type.Object(
  {
    userId: id(),
    userName: Type.String({ description: "The user's present name." }),
    numberId: id(),
    line: Type.String(),
    provider: provider(),
    assignmentId: id(),
    ...assignmentFlagFields,
    since: instant(),
    until: nullable(instant(), { description: "Null while the interval lasts." }),
    began: startSchema,
    ended: nullable(endSchema, { description: "Null while the interval lasts." }),
  },
  component("TimelineInterval", "A user held a number with the same flags and label."),
);
const timelinePage = pageSchema("TimelinePage", intervalSchema);

export function timelineRoutes(scope: FastifyInstance): void {
  addNumberTimelineRoute(scope);
  addUserTimelineRoute(scope);
}

function addNumberTimelineRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/numbers/:number/timeline",
      permission: "events:list",
      operation: "getNumberTimeline",
      tag,
      summary: "List who held a number, from when until when",
      description:
        "Intervals in the order of their start, with who began and ended them and why. A change of flags or label ends one interval and begins the next. `getNumberHistory` has the events.",
      params: { organization, number },
      query: pageQuery,
      response: ok(timelinePage, "A page of intervals."),
    },
    async ({ context, params, query }) =>
      toList(await listNumberTimeline(context, numberReference(params.number), toPage(query)), toInterval),
  );
}

function addUserTimelineRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/users/:user/timeline",
      permission: "events:read",
      operation: "getUserTimeline",
      tag,
      summary: "List which numbers a user held, from when until when",
      description:
        "Intervals in the order of their start. Also for a removed user. A member can list only their own.",
      params: { organization, user },
      query: pageQuery,
      response: ok(timelinePage, "A page of intervals."),
    },
    async ({ context, params, query }) =>
      toList(await listUserTimeline(context, userReference(params.user), toPage(query)), toInterval),
  );
}

const toInterval = (it: AssignmentInterval) => ({
  userId: it.userId,
  userName: it.userName,
  numberId: it.numberId,
  line: it.line,
  provider: it.provider,
  assignmentId: it.assignmentId,
  ...toAssignmentFlags(it),
  since: toIso(it.start.at),
  until: it.end && toIso(it.end.at),
  began: toBoundary(it.start),
  ended: it.end && toBoundary(it.end),
});

const toBoundary = <How>(it: IntervalBoundary<How>) => ({
  how: it.how,
  at: toIso(it.at),
  by: { userId: it.actorId, userName: it.actorName },
  dialect: it.dialect,
  reason: it.reason,
  seq: it.seq,
});
