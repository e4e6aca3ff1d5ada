import type { FastifyInstance, FastifyRequest } from "fastify";
import { assignNumber } from "../../core/assignments/assign-number.ts";
import { unassignNumber } from "../../core/assignments/unassign-number.ts";
import { listNumbersByPage } from "../../core/numbers/read-numbers.ts";
import { flag, responses, type Static, Type } from "../../http/mounting/schema.ts";
import { done, languageOf, listed } from "./messages.ts";
import { selectBoth, selectionFields, withoutEmpty } from "./selection.ts";
import { failureSchema, listQuery, listSchema, success, successSchema, toList } from "./wire.ts";

const tags = ["Numbers"];
const unassignBody = Type.Object(selectionFields);
const assignBody = Type.Object({ ...selectionFields, send: flag(), gets: flag() });

/** The handler judges the body, because the vendor reports all that is wrong with it at once. */
const judgedTogether = {
  attachValidation: true,
  preValidation: async (request: FastifyRequest) => {
    request.body = withoutEmpty(request.body ?? {});
  },
};

const doneFor = ({ headers }: FastifyRequest): string => done[languageOf(headers["accept-language"])];

const answers = responses(failureSchema);

export function numberRoutes(scope: FastifyInstance): void {
  scope.post<{ Body: Static<typeof unassignBody> }>(
    "/api/numbers/unassign",
    {
      config: { permission: "assignments:write", operation: "unassignNumber" },
      schema: {
        tags,
        summary: "Take a number back from a user",
        body: unassignBody,
        response: answers(successSchema, 400, 401, 403, 422),
      },
      ...judgedTogether,
    },
    async (request) => {
      const { number, user } = await selectBoth(request);
      await unassignNumber(request.context, { userId: user.id, number: { id: number.id } });
      return success(doneFor(request));
    },
  );

  scope.post<{ Body: Static<typeof assignBody> }>(
    "/api/numbers/assign",
    {
      config: { permission: "assignments:write", operation: "assignNumber" },
      schema: {
        tags,
        summary: "Give a number to a user: to send with, to receive on, or both",
        body: assignBody,
        response: answers(successSchema, 400, 401, 403, 422),
      },
      ...judgedTogether,
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

  scope.get<{ Querystring: Static<typeof listQuery> }>(
    "/api/number/numbers",
    {
      config: { permission: "numbers:read", operation: "listNumbers" },
      schema: {
        tags,
        summary: "List the organization's whole inventory, in order of id",
        querystring: listQuery,
        response: answers(listSchema, 401, 403, 422),
      },
    },
    async (request) => {
      const { context, query } = request;
      const page = { number: query.page ?? 1, size: query.per_page ?? 10 };
      return toList(await listNumbersByPage(context, page), page, urlOf(request), listed);
    },
  );
}

const urlOf = ({ server, protocol, host }: FastifyRequest): string =>
  `${server.publicUrl ?? `${protocol}://${host}`}/v1/api/number/numbers`;
