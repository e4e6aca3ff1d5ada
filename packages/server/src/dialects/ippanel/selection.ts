import type { FastifyRequest } from "fastify";
import type { SelectionResult, Selector } from "../../core/kernel/selection.ts";
import { selectNumber } from "../../core/numbers/read-numbers.ts";
import { selectUser } from "../../core/users/read-users.ts";
import { type FieldError, validationFailed } from "../../http/errors.ts";
import { schemaErrors, toFieldError } from "../../http/mounting/error-mapper.ts";
import { nullable, optional, Type } from "../../http/mounting/schema.ts";
import type { PhoneNumber, User } from "../../model.ts";

const name = () => Type.String({ maxLength: 1000, format: "text" });

/** A number and a user, each by an id, a name, or both. Null and "" count as omitted. */
export const selectionFields = {
  number_id: optional(nullable(Type.Integer(), { description: "The id of the number." })),
  number: optional(nullable(name(), { description: "The line, like `+983000505`." })),
  target_user_id: optional(nullable(Type.Integer(), { description: "The id of the user." })),
  target_user: optional(nullable(name(), { description: "The username of the user." })),
};

/** Removes empty texts: like the vendor's framework, an empty field counts as omitted. */
export const withoutEmpty = (body: unknown): unknown =>
  isObject(body) ? Object.fromEntries(Object.entries(body).filter(([, value]) => value !== "")) : body;

const numberSide = ["number_id", "number"];
const userSide = ["target_user_id", "target_user"];
const fieldOrder = [...numberSide, ...userSide, "send", "gets"];

type Fields = Readonly<Record<string, unknown>>;

/**
 * Finds the number and the user that a body names. Throws with all invalid fields, in the vendor's order: schema
 * errors, a pair with neither field, a name of no record, and two fields of a pair that name different records.
 */
export async function selectBoth(request: FastifyRequest): Promise<{ number: PhoneNumber; user: User }> {
  const { context } = request;
  const body = fieldsOf(request.body);
  const errors = [
    ...schemaErrors(request.validationError).filter(({ name }) => name !== ""),
    ...missing(body, numberSide),
    ...missing(body, userSide),
  ];
  const isValid = (side: readonly string[]) => !errors.some(({ name }) => side.includes(name));
  const number = isValid(numberSide) ? await selectNumber(context, numberSelectors(body)) : undefined;
  const user = isValid(userSide) ? await selectUser(context, userSelectors(body)) : undefined;
  if (number?.item && user?.item && errors.length === 0) return { number: number.item, user: user.item };
  throw validationFailed(...inOrder([...errors, ...errorsOf(number), ...errorsOf(user)]));
}

const errorsOf = (selected: SelectionResult<unknown> | undefined): readonly FieldError[] =>
  (selected?.errors ?? []).map((invalid) => toFieldError(invalid));

const inOrder = (errors: readonly FieldError[]): readonly FieldError[] =>
  errors.toSorted((a, b) => fieldOrder.indexOf(a.name) - fieldOrder.indexOf(b.name));

/** A body that is not an object has no fields: like the vendor, the required ones are reported as missing. */
const fieldsOf = (body: unknown): Fields => (isObject(body) ? body : {});

const isObject = (body: unknown): body is Fields =>
  typeof body === "object" && body !== null && !Array.isArray(body);

/** A pair needs one of its fields; without either, both are reported. */
const missing = (body: Fields, side: readonly string[]): readonly FieldError[] =>
  side.every((name) => isOmitted(body[name])) ? side.map(required) : [];

const isOmitted = (value: unknown): boolean => value === undefined || value === null;

const required = (name: string): FieldError => ({
  in: "body",
  name,
  rule: "required",
  detail: `${name} is required`,
});

function numberSelectors(body: Fields): Selector<{ serial: number } | { line: string }>[] {
  return [
    ...selectors(body, "number_id", toSerial),
    ...selectors(body, "number", (value: string) => ({ line: value })),
  ];
}

function userSelectors(body: Fields): Selector<{ serial: number } | { username: string }>[] {
  return [
    ...selectors(body, "target_user_id", toSerial),
    ...selectors(body, "target_user", (value: string) => ({ username: value })),
  ];
}

/** No record has the serial 0, and none has one beyond the safe integers. */
const toSerial = (value: number) => ({ serial: Number.isSafeInteger(value) ? value : 0 });

function selectors<Value, Reference>(
  body: Fields,
  argument: string,
  toReference: (value: Value) => Reference,
): Selector<Reference>[] {
  const value = body[argument];
  return isOmitted(value) ? [] : [{ argument, reference: toReference(value as Value) }];
}
