import type { FastifyInstance } from "fastify";
import { eraseUser } from "../../core/users/erase-user.ts";
import { component, id, instant, optional, Type, toIso } from "../../http/mounting/schema.ts";
import { defaultToEmptyBody, reason, strict, userReference } from "./input.ts";
import { organization, user } from "./path-params.ts";
import { ok, route } from "./route.ts";

const erasureBody = strict(
  { reason: optional(reason()) },
  { "x-optional": true, ...component("ErasureRequest") },
);
const erasureSchema = Type.Object(
  {
    userId: id(),
    events: Type.Integer({ description: "How many events were redacted." }),
    erasedAt: instant(),
  },
  component("Erasure", "The erasure of the personal values of a removed user."),
);

export function erasureRoutes(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/organizations/:organization/users/:user/erasure",
      permission: "users:erase",
      operation: "eraseUser",
      tag: "Users",
      summary: "Erase the personal values of a removed user",
      description:
        "For the owner and superadmins. Removes name, e-mail address, username, external id, endpoints, labels, names of API keys and reasons from the user's records and events, and ends reservations for the user's e-mail addresses. The events keep their hashes. Irreversible: the removal of the user can no longer be undone. Returns 409 when the user is not removed, except in a deleted organization, where the erasure removes the user.",
      params: { organization, user },
      body: erasureBody,
      preValidation: defaultToEmptyBody,
      response: ok(erasureSchema, "What was erased."),
      errors: [409],
    },
    async ({ context, params, body }) => {
      const erasure = await eraseUser(context, { userId: userReference(params.user), reason: body.reason });
      return { ...erasure, erasedAt: toIso(erasure.erasedAt) };
    },
  );
}
