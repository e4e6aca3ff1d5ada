import type { FastifyInstance } from "fastify";
import { liftEmailBlock, listEmailBlocks } from "../../core/users/email-blocks.ts";
import { component, id, instant, Type, toIso } from "../../http/mounting/schema.ts";
import type { EmailBlock } from "../../model.ts";
import { pageQuery, toPage } from "./input.ts";
import { emailBlock, organization } from "./path-params.ts";
import { ok, route } from "./route.ts";
import { pageSchema, toList } from "./wire.ts";

const tag = "Users";
export const emailBlockSchema = Type.Object(
  {
    id: id(),
    email: Type.String(),
    userId: id({ description: "The blocked user who had the address." }),
    blockedAt: instant(),
  },
  component("EmailBlock", "Keeps an e-mail address from users who are not blocked."),
);
const toEmailBlock = (it: EmailBlock) => ({
  id: it.id,
  email: it.email,
  userId: it.userId,
  blockedAt: toIso(it.blockedAt),
});

export function emailBlockRoutes(scope: FastifyInstance): void {
  addListRoute(scope);
  addLiftRoute(scope);
}

function addListRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/email-blocks",
      permission: "users:list",
      operation: "listEmailBlocks",
      tag,
      summary: "List the blocked e-mail addresses",
      description:
        "The addresses of blocked users, also after the user was removed or got another address. No user who is not blocked can have one of them.",
      params: { organization },
      query: pageQuery,
      response: ok(pageSchema("EmailBlockPage", emailBlockSchema), "A page of blocks."),
    },
    async ({ context, query }) => toList(await listEmailBlocks(context, toPage(query)), toEmailBlock),
  );
}

function addLiftRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "DELETE",
      path: "/organizations/:organization/email-blocks/:block",
      permission: "users:block",
      operation: "liftEmailBlock",
      tag,
      summary: "Lift the block of an e-mail address",
      description:
        "For superadmins. Another user can have the address then; its blocked user stays blocked. Unblocking a user lifts the blocks of their addresses, too.",
      params: { organization, block: emailBlock },
      response: ok(emailBlockSchema, "The lifted block."),
    },
    async ({ context, params }) => toEmailBlock(await liftEmailBlock(context, params.block)),
  );
}
