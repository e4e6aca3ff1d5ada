import type { FastifyInstance } from "fastify";
import { listHolders } from "../../core/numbers/read-numbers.ts";
import { type NumberWithHolders, shownHoldersMax } from "../../core/numbers/with-holders.ts";
import { component, id, instant, Type, toIso } from "../../http/mounting/schema.ts";
import type { AssignmentDetails } from "../../model.ts";
import { numberReference, pageQuery, toPage } from "./input.ts";
import { numberFields, toNumber } from "./number-wire.ts";
import { number, organization } from "./path-params.ts";
import { ok, route } from "./route.ts";
import { assignmentFlagFields, pageSchema, toAssignmentFlags, toList } from "./wire.ts";

const holderSchema = Type.Object(
  {
    userId: id(),
    userName: Type.String(),
    userEmail: Type.String(),
    ...assignmentFlagFields,
    since: instant(),
    assignmentId: id(),
  },
  component("PhoneNumberHolder", "A user who holds the number now."),
);

const toHolder = (it: AssignmentDetails) => ({
  userId: it.userId,
  userName: it.userName,
  userEmail: it.userEmail,
  ...toAssignmentFlags(it),
  since: toIso(it.assignedAt),
  assignmentId: it.id,
});

export const numberDetailsSchema = Type.Object(
  {
    ...numberFields,
    holders: Type.Array(holderSchema, {
      description: `The inbound holder first, then the oldest; at most ${shownHoldersMax}.`,
    }),
    holderCount: Type.Integer({ description: "How many users hold the number." }),
  },
  component("PhoneNumberDetails", "A number with its holders."),
);

export const toNumberDetails = (it: NumberWithHolders) => ({
  ...toNumber(it),
  holders: it.holders.map(toHolder),
  holderCount: it.holderCount,
});

export function addListHoldersRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/numbers/:number/holders",
      permission: "numbers:read",
      operation: "listHolders",
      tag: "Numbers",
      summary: "List the holders of a number",
      description: "Every user who holds the number now, the oldest assignment first.",
      params: { organization, number },
      query: pageQuery,
      response: ok(pageSchema("PhoneNumberHolderPage", holderSchema), "A page of holders."),
    },
    async ({ context, params, query }) =>
      toList(await listHolders(context, numberReference(params.number), toPage(query)), toHolder),
  );
}
