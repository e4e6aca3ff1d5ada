import type { FastifyInstance } from "fastify";
import { assignNumber } from "../../core/assignments/assign-number.ts";
import { listAssignments, listAssignmentsAsOf } from "../../core/assignments/list-assignments.ts";
import { transferNumber } from "../../core/assignments/transfer-number.ts";
import { unassignNumber } from "../../core/assignments/unassign-number.ts";
import { exportAssignments } from "../../core/exports/export-assignments.ts";
import { parseInstant } from "../../http/mounting/instant.ts";
import {
  component,
  flag,
  instant,
  instantInput,
  nullable,
  optional,
  Type,
} from "../../http/mounting/schema.ts";
import { assignResultSchema, toAssignResult } from "./assign-result.ts";
import { exportable, exportDescription, exportFields, sendTable, wantsExport } from "./export.ts";
import { assignmentTable, exportedAssignmentSchema } from "./export-tables.ts";
import { acceptFormerNames } from "./former-names.ts";
import {
  defaultToEmptyBody,
  name,
  numberReference,
  numberReferenceInput,
  pageFields,
  reason,
  requireLine,
  setETag,
  strict,
  toPage,
  userReference,
  userReferenceInput,
} from "./input.ts";
import { number, organization, user } from "./path-params.ts";
import { expectedVersion } from "./preconditions.ts";
import { ok, route, versioned } from "./route.ts";
import {
  assignmentDetailsSchema,
  assignmentSchema,
  pageSchema,
  provider,
  toAssignment,
  toAssignmentDetails,
  toIsoOrNull,
  toList,
} from "./wire.ts";

const tag = "Assignments";
const isDefault = optional(
  flag({ description: "The number replaces the user's default on this provider, which stays assigned." }),
);
const isOutboundEnabled = optional(flag({ description: "The user can call and send from the number." }));
const label = optional(nullable(name()));
const assignBody = strict(
  {
    isDefault,
    isInboundEnabled: optional(flag({ description: "The user receives the number's calls and messages." })),
    isOutboundEnabled,
    label,
    reason: optional(reason()),
  },
  { "x-optional": true, ...component("AssignmentFlags") },
);
const transferBody = strict(
  {
    isDefault,
    isInboundEnabled: optional(
      flag({
        description:
          "`false` moves the number from a holder who does not receive on it; otherwise `fromUser` is the inbound holder.",
      }),
    ),
    isOutboundEnabled,
    label,
    fromUser: optional(
      userReferenceInput({
        description:
          "The current holder. May be omitted for the inbound holder, with the `ETag` of their assignment in `If-Match`.",
      }),
    ),
    toUser: userReferenceInput({ description: "The new holder." }),
    reason: optional(reason()),
  },
  component("Transfer"),
);
const endQuery = strict({ reason: optional(reason()) });
const listQuery = strict({
  ...pageFields,
  ...exportFields,
  user: optional(userReferenceInput({ description: "Only the assignments of this user." })),
  provider: optional(provider()),
  number: optional(numberReferenceInput({ description: "A number's id or its line." })),
  asOf: optional(
    instantInput({ description: "The assignments as they were at this time, instead of the open ones." }),
  ),
});

const assignmentPage = Type.Object(
  {
    ...pageSchema("AssignmentDetailsPage", assignmentDetailsSchema).properties,
    knownSince: optional(
      nullable(instant(), {
        description:
          "Only with `asOf`: the time of the organization's first event. Nothing is known of the time before.",
      }),
    ),
  },
  component("AssignmentDetailsPage"),
);

export function assignmentRoutes(scope: FastifyInstance): void {
  addAssignRoute(scope);
  addTransferRoute(scope);
  addUnassignRoute(scope);
  addListAssignmentsRoute(scope);
}

function addAssignRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "PUT",
      path: "/organizations/:organization/numbers/:number/holders/:user",
      permission: "assignments:write",
      operation: "assign",
      tag,
      summary: "Assign a number or update the assignment (idempotent)",
      description:
        "Omitted flags keep their value; a new assignment has both directions enabled, no default and no label. A number has at most one inbound holder, and every holder has at least one direction.",
      params: { organization, number, user },
      body: assignBody,
      preValidation: defaultToEmptyBody,
      response: versioned(assignResultSchema, "The assignment."),
      errors: [409],
      acceptsIfMatch: true,
    },
    async (request, reply) => {
      const { context, params, body } = request;
      const { reason, ...flags } = body;
      const result = await assignNumber(context, {
        userId: userReference(params.user),
        number: numberReference(params.number),
        flags,
        requiresDirection: true,
        reason,
        version: expectedVersion(request),
      });
      setETag(reply, result.assignment);
      return toAssignResult(result);
    },
  );
}

function addTransferRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/organizations/:organization/numbers/:number/transfer",
      permission: "assignments:write",
      operation: "transfer",
      tag,
      summary: "Transfer a number from one user to another",
      description:
        "One transaction: the number has an inbound holder at any time. Omitted flags keep the former assignment's values; a default only when the receiver has none at the provider. Returns 412 when `fromUser` does not hold the number that way any more.",
      params: { organization, number },
      body: transferBody,
      preValidation: acceptFormerNames({ from: "fromUser", to: "toUser" }),
      response: versioned(assignResultSchema, "The new holder's assignment."),
      errors: [409],
      acceptsIfMatch: true,
    },
    async (request, reply) => {
      const { context, params, body } = request;
      const { fromUser, toUser, reason, ...flags } = body;
      const result = await transferNumber(context, {
        number: numberReference(params.number),
        from: fromUser === undefined ? undefined : userReference(fromUser),
        to: userReference(toUser),
        flags,
        reason,
        version: expectedVersion(request),
      });
      setETag(reply, result.assignment);
      return toAssignResult(result);
    },
  );
}

function addUnassignRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "DELETE",
      path: "/organizations/:organization/numbers/:number/holders/:user",
      permission: "assignments:write",
      operation: "unassign",
      tag,
      summary: "Unassign a number from a user",
      description:
        "When the user was the inbound holder, the number cools for the organization's `coolingDays`.",
      params: { organization, number, user },
      query: endQuery,
      response: ok(assignmentSchema, "The assignment, ended."),
      acceptsIfMatch: true,
    },
    async (request) => {
      const { context, params, query } = request;
      const ended = await unassignNumber(context, {
        userId: userReference(params.user),
        number: numberReference(params.number),
        reason: query.reason,
        version: expectedVersion(request),
      });
      return toAssignment(ended);
    },
  );
}

function addListAssignmentsRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/assignments",
      permission: "assignments:read",
      operation: "listAssignments",
      tag,
      summary: "List the assignments, now or at a past time",
      description: `The open assignments, oldest first. A member can list only their own, with \`user\`. \`asOf\` can be combined with every filter. ${exportDescription}`,
      params: { organization },
      query: listQuery,
      preValidation: acceptFormerNames({ userId: "user" }),
      response: exportable(ok(assignmentPage, "A page of assignments."), exportedAssignmentSchema),
    },
    async (request, reply) => {
      const { context, query } = request;
      const number = query.number === undefined ? undefined : numberReference(query.number);
      if (query.provider && number && "line" in number)
        requireLine(query.provider, number.line, { in: "query", name: "number" });
      const userId = query.user === undefined ? undefined : userReference(query.user);
      const filter = { userId, providers: query.provider && [query.provider], number };
      const asOf = query.asOf === undefined ? undefined : parseInstant(query.asOf);
      if (wantsExport(request, reply, query))
        return sendTable(request, reply, assignmentTable, () => exportAssignments(context, filter, { asOf }));
      if (asOf === undefined)
        return toList(await listAssignments(context, filter, "byAge", toPage(query)), toAssignmentDetails);
      const past = await listAssignmentsAsOf(context, filter, asOf, toPage(query));
      return { ...toList(past, toAssignmentDetails), knownSince: toIsoOrNull(past.knownSince) };
    },
  );
}
