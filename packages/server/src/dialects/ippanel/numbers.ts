import type { FastifyInstance, FastifyRequest } from "fastify";
import { assignNumber } from "../../core/assignments/assign-number.ts";
import { unassignNumber } from "../../core/assignments/unassign-number.ts";
import { listNumbersByPage } from "../../core/numbers/read-numbers.ts";
import { addRoute } from "../../http/mounting/route.ts";
import { component, flag, Type } from "../../http/mounting/schema.ts";
import { idempotencyKeyHeader, vendorResponses } from "../../http/openapi/operation.ts";
import { originOf } from "../../http/origin.ts";
import { acceptLanguageHeader } from "./accept-language.ts";
import { done, languageOf, listed } from "./messages.ts";
import { selectBoth, selectionFields, withoutEmpty } from "./selection.ts";
import { failureSchema, listQuery, listSchema, success, successSchema, toList } from "./wire.ts";

const tag = "Numbers";
const unassignBody = Type.Object(selectionFields, component("UnassignRequest"));
const assignBody = Type.Object(
  {
    ...selectionFields,
    send: flag({ description: "Whether the user can send from the number." }),
    gets: flag({ description: "Whether the user receives the number's messages." }),
  },
  component("AssignRequest"),
);

/** The handler validates the body, because the vendor reports all errors of a request at once. */
const validatedByHandler = {
  attachValidation: true,
  preValidation: async (request: FastifyRequest) => {
    request.body = withoutEmpty(request.body ?? {});
  },
} as const;

const doneFor = ({ headers }: FastifyRequest): string => done[languageOf(headers["accept-language"])];

const requestHeaders = [idempotencyKeyHeader, acceptLanguageHeader];
const responses = vendorResponses(failureSchema, {
  400: ["BadRequest", "The state of the assignment does not permit the change."],
  401: ["Unauthorized", "The credential is missing, invalid, expired or revoked."],
  403: ["Forbidden", "The caller is not an admin."],
  422: ["ValidationFailed", "Fields of the request are invalid; all of them are reported."],
});

export function numberRoutes(scope: FastifyInstance): void {
  addUnassignNumberRoute(scope);
  addAssignNumberRoute(scope);
  addListNumbersRoute(scope);
}

function addUnassignNumberRoute(scope: FastifyInstance): void {
  addRoute(
    scope,
    {
      method: "POST",
      path: "/api/numbers/unassign",
      permission: "assignments:write",
      operation: "unassignNumber",
      tag,
      summary: "Unassign a number from a user",
      description: "Names the number and the user by id, by name, or by both.",
      params: {},
      body: unassignBody,
      requestHeaders,
      responses: responses(
        { description: "The number is unassigned.", schema: successSchema },
        400,
        401,
        403,
        422,
      ),
      ...validatedByHandler,
    },
    async (request) => {
      const { number, user } = await selectBoth(request);
      await unassignNumber(request.context, { userId: user.id, number: { id: number.id } });
      return success(doneFor(request));
    },
  );
}

function addAssignNumberRoute(scope: FastifyInstance): void {
  addRoute(
    scope,
    {
      method: "POST",
      path: "/api/numbers/assign",
      permission: "assignments:write",
      operation: "assignNumber",
      tag,
      summary: "Assign a number to a user, for sending, for receiving or for both",
      description: "Names the number and the user by id, by name, or by both.",
      params: {},
      body: assignBody,
      requestHeaders,
      responses: responses(
        { description: "The number is assigned.", schema: successSchema },
        400,
        401,
        403,
        422,
      ),
      ...validatedByHandler,
    },
    async (request) => {
      const { number, user } = await selectBoth(request);
      const { send, gets } = request.body;
      await assignNumber(request.context, {
        userId: user.id,
        number: { id: number.id },
        flags: { isOutboundEnabled: send, isInboundEnabled: gets },
        isNew: true,
      });
      return success(doneFor(request));
    },
  );
}

function addListNumbersRoute(scope: FastifyInstance): void {
  addRoute(
    scope,
    {
      method: "GET",
      path: "/api/number/numbers",
      permission: "numbers:read",
      operation: "listNumbers",
      tag,
      summary: "List the numbers",
      description: "The organization's inventory in the order of the ids.",
      params: {},
      query: listQuery,
      requestHeaders: [acceptLanguageHeader],
      responses: responses({ description: "A page of numbers.", schema: listSchema }, 401, 403, 422),
    },
    async (request) => {
      const { context, query } = request;
      const page = { number: query.page ?? 1, size: query.per_page ?? 10 };
      return toList(await listNumbersByPage(context, page), page, urlOf(request), listed);
    },
  );
}

const urlOf = (request: FastifyRequest): string => `${originOf(request)}/v1/api/number/numbers`;
