import type { FastifyInstance } from "fastify";
import { createUsers, type StatedUser } from "../../core/users/create-users.ts";
import type { Static } from "../../http/mounting/schema.ts";
import { batchBody, batchResult, itemReader, toBatchResult } from "./batch.ts";
import { organization } from "./path-params.ts";
import { ok, route } from "./route.ts";
import { newUserBody } from "./users.ts";

const readItems = itemReader(newUserBody, (item: Static<typeof newUserBody>): StatedUser => item);

export function userBatchRoutes(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/organizations/:organization/users::batch",
      permission: "users:write",
      operation: "createUsers",
      tag: "Users",
      summary: "Create up to 200 users",
      description:
        "Every item has its own fate: a refused one does not undo the others. A person is found by the e-mail address and a service user by the username; one that exists is changed where the item states other values, so that a repeat is harmless. Each item sees the items before it.",
      params: { organization },
      body: batchBody(newUserBody, "UserBatch"),
      response: ok(batchResult("UserBatch"), "The fate of every item."),
    },
    async ({ context, body }) => {
      const { dryRun = false } = body;
      return toBatchResult(await createUsers(context, readItems(body.items), dryRun), dryRun);
    },
  );
}
