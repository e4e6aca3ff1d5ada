import type { FastifyInstance } from "fastify";
import { undoEvent } from "../../core/history/undo-event.ts";
import { undoOffboarding } from "../../core/offboarding/undo-offboarding.ts";
import { component, id, optional, Type } from "../../http/mounting/schema.ts";
import { eventSchema, toEvent } from "./events.ts";
import { defaultToEmptyBody, reason, strict } from "./input.ts";
import { offboardingSchema, toOffboarding } from "./offboardings.ts";
import { offboarding, organization, seq } from "./path-params.ts";
import { ok, route } from "./route.ts";
import { toUser, userSchema } from "./wire.ts";

export const undoBody = strict({ reason: optional(reason()) }, { "x-optional": true, ...component("Undo") });
const restoredSchema = Type.Object(
  {
    offboarding: offboardingSchema,
    user: userSchema,
    numbers: Type.Array(
      Type.Object({
        numberId: id(),
        line: Type.String(),
        isRestored: Type.Boolean(),
        why: Type.String({ description: "Why the number was not restored; empty when it was." }),
      }),
    ),
    groupIds: Type.Array(id(), { description: "The groups that the user is a member of again." }),
  },
  component("RestoredUser"),
);

export function undoRoutes(scope: FastifyInstance): void {
  addUndoEventRoute(scope);
  addUndoOffboardingRoute(scope);
}

function addUndoEventRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/organizations/:organization/events/:seq/undo",
      permission: "assignments:write",
      operation: "undoEvent",
      tag: "History",
      summary: "Undo an assign, an unassign or a change of flags",
      description:
        "Returns the undone event. Returns 409 when the assignment has changed since, or the event was already undone.",
      params: { organization, seq },
      body: undoBody,
      preValidation: defaultToEmptyBody,
      response: ok(eventSchema, "The event that was undone."),
      errors: [409],
    },
    async ({ context, params, body }) => {
      return toEvent(await undoEvent(context, { seq: Number(params.seq), reason: body.reason }));
    },
  );
}

function addUndoOffboardingRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/organizations/:organization/offboardings/:offboarding/undo",
      permission: "users:write",
      operation: "undoOffboarding",
      tag: "Offboarding",
      summary: "Undo an offboarding within 30 days",
      description:
        "Restores the user, the group memberships and every number that is still available. A number that the offboarding assigned to another user is taken back while their assignment has not changed since. Reports what is not restored, also later in the offboarding (`restoration`). API keys stay revoked.",
      params: { organization, offboarding },
      body: undoBody,
      preValidation: defaultToEmptyBody,
      response: ok(restoredSchema, "What was restored and what was not."),
      errors: [409],
    },
    async ({ context, params, body }) => {
      const input = { offboardingId: params.offboarding, reason: body.reason };
      const restored = await undoOffboarding(context, input);
      return {
        offboarding: toOffboarding(restored.offboarding),
        user: toUser(restored.user),
        numbers: restored.numbers.map(({ assignment: { numberId, line }, isRestored, why }) => ({
          numberId,
          line,
          isRestored,
          why,
        })),
        groupIds: restored.groupIds,
      };
    },
  );
}
