import type { FastifyInstance } from "fastify";
import { exportNumbers } from "../../core/exports/export-numbers.ts";
import { getNumber, listNumbers, type NumberListFilter } from "../../core/numbers/read-numbers.ts";
import { releaseNumber } from "../../core/numbers/release-number.ts";
import { type NewReservation, type NumberChanges, updateNumber } from "../../core/numbers/update-number.ts";
import { validationFailed } from "../../http/errors.ts";
import { parseInstant } from "../../http/mounting/instant.ts";
import {
  component,
  instantInput,
  nullable,
  optional,
  type Static,
  Type,
  text,
} from "../../http/mounting/schema.ts";
import { addCreateNumberRoute } from "./add-number.ts";
import { exportable, exportDescription, exportFields, sendTable, wantsExport } from "./export.ts";
import { exportedNumberSchema, numberTable } from "./export-tables.ts";
import { acceptFormerNames } from "./former-names.ts";
import { addListHoldersRoute, numberDetailsSchema, toNumberDetails } from "./holders.ts";
import {
  email,
  name,
  numberReference,
  pageFields,
  search,
  setETag,
  strict,
  toPage,
  userReference,
  userReferenceInput,
  withDigestETag,
} from "./input.ts";
import { addNumberBatchRoute } from "./number-batch.ts";
import { numberSchema, toNumber } from "./number-wire.ts";
import { number, organization } from "./path-params.ts";
import { expectedVersion } from "./preconditions.ts";
import { ok, route, versioned } from "./route.ts";
import { numberState, pageSchema, provider, toList } from "./wire.ts";

const tag = "Numbers";
const alias = () => nullable(name());
export const reservationInput = Type.Object(
  { user: optional(userReferenceInput()), email: optional(email()), until: instantInput() },
  {
    additionalProperties: false,
    "x-expected": "an object with user or email, and until; or null",
    ...component("NewReservation", "For a user or for an e-mail address; not for both."),
  },
);
const updateBody = strict(
  {
    line: optional(
      Type.String({
        description:
          "Corrects a line that was added wrongly; for superadmins, while nobody ever held the number.",
        "x-expected": "a line like +14165550102",
      }),
    ),
    alias: optional(alias()),
    reservedFor: optional(nullable(reservationInput, { description: "Null ends the reservation." })),
  },
  { minProperties: 1, ...component("PhoneNumberChanges") },
);
/** The filters of a list of numbers. */
export const numberFilterFields = {
  q: optional(search("A part of the line, the alias or a label, in any case.")),
  provider: optional(provider()),
  state: optional(numberState()),
  user: optional(userReferenceInput({ description: "Only the numbers that this user holds." })),
  label: optional(
    text({ max: 200, description: "Only numbers with an open assignment that has exactly this label." }),
  ),
};
const listQuery = strict({ ...pageFields, ...exportFields, ...numberFilterFields });

interface NumberFilterFields extends Omit<NumberListFilter, "search" | "userId"> {
  readonly q?: string | undefined;
  readonly user?: string | undefined;
}

export function toNumberFilter(fields: NumberFilterFields): NumberListFilter {
  const { q, user: holder, provider: at, state, label } = fields;
  return {
    search: q,
    provider: at,
    state,
    label,
    userId: holder === undefined ? undefined : userReference(holder),
  };
}

export const numberRoute = {
  path: "/organizations/:organization/numbers/:number",
  permission: "numbers:read",
  operation: "getNumber",
} as const;

export function numberRoutes(scope: FastifyInstance): void {
  addCreateNumberRoute(scope);
  addNumberBatchRoute(scope);
  addListNumbersRoute(scope);
  addGetNumberRoute(scope);
  addListHoldersRoute(scope);
  addReleaseNumberRoute(scope);
  addUpdateNumberRoute(scope);
}

function addListNumbersRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/numbers",
      permission: "numbers:read",
      operation: "listNumbers",
      tag,
      summary: "List the numbers",
      description: `The inventory in the order of addition. ${exportDescription}`,
      params: { organization },
      query: listQuery,
      preValidation: acceptFormerNames({ userId: "user" }),
      response: exportable(
        ok(pageSchema("PhoneNumberPage", numberDetailsSchema), "A page of numbers."),
        exportedNumberSchema,
      ),
    },
    async (request, reply) => {
      const { context, query } = request;
      const filter = toNumberFilter(query);
      if (wantsExport(request, reply, query))
        return sendTable(request, reply, numberTable, () => exportNumbers(context, filter));
      return toList(await listNumbers(context, filter, toPage(query)), toNumberDetails);
    },
  );
}

function addGetNumberRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      ...numberRoute,
      method: "GET",
      tag,
      summary: "Get a number",
      description: "By its id or its line. A line at more than one provider is ambiguous: use the id.",
      params: { organization, number },
      response: versioned(numberDetailsSchema, "The number."),
    },
    async ({ context, params }, reply) => {
      const found = await getNumber(context, numberReference(params.number));
      return withDigestETag(reply, found, toNumberDetails(found));
    },
  );
}

function addReleaseNumberRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "DELETE",
      path: "/organizations/:organization/numbers/:number",
      permission: "numbers:write",
      operation: "releaseNumber",
      tag,
      summary: "Release a number to the carrier",
      description: "The number must have no holder. Its history remains.",
      params: { organization, number },
      response: ok(numberSchema, "The number, released."),
      errors: [409],
      acceptsIfMatch: true,
    },
    async (request) => {
      const reference = numberReference(request.params.number);
      return toNumber(await releaseNumber(request.context, reference, expectedVersion(request)));
    },
  );
}

function addUpdateNumberRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "PATCH",
      path: "/organizations/:organization/numbers/:number",
      permission: "numbers:write",
      operation: "updateNumber",
      tag,
      summary: "Update a number's alias or reservation, or correct its line",
      description:
        "Changes the fields of the body. While a number is reserved, assigning it to another user takes a reason.",
      params: { organization, number },
      body: updateBody,
      preValidation: acceptFormerNames({ userId: "user" }),
      response: versioned(numberSchema, "The number after the change."),
      errors: [409],
      acceptsIfMatch: true,
    },
    async (request, reply) => {
      const { context, params, body } = request;
      const reference = numberReference(params.number);
      const updated = await updateNumber(context, reference, toChanges(body), expectedVersion(request));
      setETag(reply, updated);
      return toNumber(updated);
    },
  );
}

function toChanges({ line, alias, reservedFor }: Static<typeof updateBody>): NumberChanges {
  return { line, alias, reservation: reservedFor && toNewReservation(reservedFor) };
}

export function toNewReservation({
  user: holder,
  email: address,
  until,
}: Static<typeof reservationInput>): NewReservation {
  if ((holder === undefined) === (address === undefined)) throw reservationAmbiguous();
  return {
    userId: holder === undefined ? null : userReference(holder),
    email: address ?? null,
    until: parseInstant(until),
  };
}

const reservationAmbiguous = () =>
  validationFailed({
    in: "body",
    name: "reservedFor",
    rule: "mismatch",
    detail: "reservedFor must have either user or email",
  });
