import type { FastifyInstance } from "fastify";
import { describeValue } from "../../core/kernel/describe-value.ts";
import { parseId } from "../../core/kernel/ids.ts";
import { addNumber } from "../../core/numbers/add-number.ts";
import { isLine, lineFormat } from "../../core/numbers/line.ts";
import { getNumber, listNumbers } from "../../core/numbers/read-numbers.ts";
import { releaseNumber } from "../../core/numbers/release-number.ts";
import { type NumberChanges, updateNumber } from "../../core/numbers/update-number.ts";
import { validationFailed } from "../../http/errors.ts";
import {
  id,
  instantInput,
  nullable,
  oneOf,
  optional,
  type Static,
  Type,
  text,
} from "../../http/mounting/schema.ts";
import { parseInstant } from "../../http/mounting/validation.ts";
import { numberStates, providers } from "../../model.ts";
import {
  email,
  expectedVersion,
  listSchema,
  numberReference,
  numberSchema,
  pageFields,
  pathId,
  refusals,
  search,
  setETag,
  strict,
  toList,
  toNumber,
  toPage,
} from "./wire.ts";

const alias = () => nullable(text({ max: 200 }));
const addBody = strict({
  provider: oneOf(providers),
  line: Type.String({ "x-expected": "a line like +14165550102" }),
  alias: optional(alias()),
});
const updateBody = Type.Object(
  {
    alias: optional(alias()),
    reservedFor: optional(
      nullable(
        Type.Object(
          { userId: optional(id()), email: optional(email()), until: instantInput() },
          { additionalProperties: false, "x-expected": "an object with userId or email, and until; or null" },
        ),
      ),
    ),
  },
  { additionalProperties: false, minProperties: 1 },
);
const listQuery = strict({
  ...pageFields,
  q: optional(search()),
  provider: optional(oneOf(providers)),
  state: optional(oneOf(numberStates)),
  userId: optional(id()),
  label: optional(search()),
});

export function numberRoutes(scope: FastifyInstance): void {
  scope.post<{ Body: Static<typeof addBody> }>(
    "/organizations/:organization/numbers",
    {
      config: { permission: "numbers:add", operation: "addNumber" },
      schema: {
        tags: ["Numbers"],
        summary: "Bring a number into the organization's inventory; a superadmin vouches for it",
        body: addBody,
        response: { 201: numberSchema, ...refusals },
      },
    },
    async ({ context, body }, reply) => {
      if (!isLine(body.provider, body.line)) throw lineMalformed(body);
      const number = await addNumber(context, body);
      setETag(reply.code(201), number);
      return toNumber(number);
    },
  );

  scope.get<{ Querystring: Static<typeof listQuery> }>(
    "/organizations/:organization/numbers",
    {
      config: { permission: "numbers:read", operation: "listNumbers" },
      schema: {
        tags: ["Numbers"],
        summary: "List the inventory",
        querystring: listQuery,
        response: { 200: listSchema(numberSchema), ...refusals },
      },
    },
    async ({ context, query }) => {
      const { q, provider, state, userId, label } = query;
      const filter = { search: q, provider, state, userId: userId && parseId(userId), label };
      return toList(await listNumbers(context, filter, toPage(query)), toNumber);
    },
  );

  scope.get<{ Params: { number: string } }>(
    "/organizations/:organization/numbers/:number",
    {
      config: { permission: "numbers:read", operation: "getNumber" },
      schema: {
        tags: ["Numbers"],
        summary: "Get a number, by its id or its line",
        response: { 200: numberSchema, ...refusals },
      },
    },
    async ({ context, params }, reply) => {
      const number = await getNumber(context, numberReference(params.number));
      setETag(reply, number);
      return toNumber(number);
    },
  );

  scope.delete<{ Params: { number: string } }>(
    "/organizations/:organization/numbers/:number",
    {
      config: { permission: "numbers:write", operation: "releaseNumber" },
      schema: {
        tags: ["Numbers"],
        summary: "Give a number back to the carrier; its history stays",
        response: { 200: numberSchema, ...refusals },
      },
    },
    async (request) => {
      const reference = numberReference(request.params.number);
      return toNumber(await releaseNumber(request.context, reference, expectedVersion(request)));
    },
  );

  scope.patch<{ Params: { number: string }; Body: Static<typeof updateBody> }>(
    "/organizations/:organization/numbers/:number",
    {
      config: { permission: "numbers:write", operation: "updateNumber" },
      schema: {
        tags: ["Numbers"],
        summary: "Give a number another alias, or keep it for somebody until a date; null takes either away",
        body: updateBody,
        response: { 200: numberSchema, ...refusals },
      },
    },
    async (request, reply) => {
      const reference = numberReference(request.params.number);
      const number = await updateNumber(
        request.context,
        reference,
        toChanges(request.body),
        expectedVersion(request),
      );
      setETag(reply, number);
      return toNumber(number);
    },
  );
}

function toChanges({ alias, reservedFor }: Static<typeof updateBody>): NumberChanges {
  if (!reservedFor) return { alias, reservation: reservedFor };
  const { userId, email: address, until } = reservedFor;
  if ((userId === undefined) === (address === undefined)) throw reservationUnclear();
  const reservation = {
    userId: userId === undefined ? null : pathId(userId),
    email: address ?? null,
    until: parseInstant(until),
  };
  return { alias, reservation };
}

const reservationUnclear = () =>
  validationFailed({
    in: "body",
    name: "reservedFor",
    rule: "mismatch",
    detail: "reservedFor must name a userId or an email, and not both",
  });

const lineMalformed = ({ provider, line }: Static<typeof addBody>) =>
  validationFailed({
    in: "body",
    name: "line",
    rule: "format",
    detail: `line must be ${lineFormat(provider)}, got ${describeValue(line)}`,
  });
