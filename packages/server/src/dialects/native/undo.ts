import type { FastifyInstance } from "fastify";
import { undoEvent } from "../../core/history/undo-event.ts";
import { eventNotFound } from "../../core/kernel/errors.ts";
import { undoOffboarding } from "../../core/offboarding/undo-offboarding.ts";
import { id, optional, type Static, Type } from "../../http/mounting/schema.ts";
import { eventSchema, toEvent } from "./events.ts";
import { offboardingSchema, toOffboarding } from "./offboardings.ts";
import { defaultToEmptyBody, pathId, reason, refusals, strict, toUser, userSchema } from "./wire.ts";

const undoBody = strict({ reason: optional(reason()) });
const restoredSchema = Type.Object({
  offboarding: offboardingSchema,
  user: userSchema,
  numbers: Type.Array(
    Type.Object({
      numberId: id(),
      line: Type.String(),
      isRestored: Type.Boolean(),
      why: Type.String({ description: "Why not; empty where he has it again." }),
    }),
  ),
  groupIds: Type.Array(id(), { description: "The groups he is in again." }),
});

export function undoRoutes(scope: FastifyInstance): void {
  scope.post<{ Params: { seq: string }; Body: Static<typeof undoBody> }>(
    "/organizations/:organization/events/:seq/undo",
    {
      config: { permission: "assignments:write", operation: "undoEvent" },
      schema: {
        tags: ["History"],
        summary: "Take one assign, unassign or change of flags back; answers with the event that was undone",
        body: undoBody,
        response: { 200: eventSchema, ...refusals },
      },
      preValidation: defaultToEmptyBody,
    },
    async ({ context, params, body }) => {
      if (!/^[1-9]\d{0,14}$/.test(params.seq)) throw eventNotFound();
      return toEvent(await undoEvent(context, { seq: Number(params.seq), reason: body.reason }));
    },
  );

  scope.post<{ Params: { offboarding: string }; Body: Static<typeof undoBody> }>(
    "/organizations/:organization/offboardings/:offboarding/undo",
    {
      config: { permission: "users:write", operation: "undoOffboarding" },
      schema: {
        tags: ["Offboarding"],
        summary: "Put a user back with all that is still free, and say what is not; for 30 days",
        body: undoBody,
        response: { 200: restoredSchema, ...refusals },
      },
      preValidation: defaultToEmptyBody,
    },
    async ({ context, params, body }) => {
      const restored = await undoOffboarding(context, {
        offboardingId: pathId(params.offboarding),
        reason: body.reason,
      });
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
