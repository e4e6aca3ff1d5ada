import type { FastifyRequest } from "fastify";
import type { SelectionResult, Selector } from "../../core/kernel/selection.ts";
import { selectNumber } from "../../core/numbers/read-numbers.ts";
import { selectUser } from "../../core/users/read-users.ts";
import { type FieldError, validationFailed } from "../../http/errors.ts";
import { schemaErrors, toFieldError } from "../../http/mounting/error-mapper.ts";
import { nullable, optional, Type } from "../../http/mounting/schema.ts";
import type { PhoneNumber, User } from "../../model.ts";

/** A number and a user, each by an id, a name, or both. Null and "" count as left out. */
export const selectionFields = {
  number_id: optional(nullable(Type.Integer())),
  number: optional(nullable(Type.String({ maxLength: 1000, format: "text" }))),
  target_user_id: optional(nullable(Type.Integer())),
  target_user: optional(nullable(Type.String({ maxLength: 1000, format: "text" }))),
};

/** Like the vendor's framework, we take an empty text for a field that was left out. */
export const withoutEmpty = (body: unknown): unknown =>
  isObject(body) ? Object.fromEntries(Object.entries(body).filter(([, value]) => value !== "")) : body;

const numberSide = ["number_id", "number"];
const userSide = ["target_user_id", "target_user"];
const fieldOrder = [...numberSide, ...userSide, "send", "gets"];

type Given = Readonly<Record<string, unknown>>;

/**
 * The number and the user that a body names. Throws with everything that is wrong at once, in the vendor's
 * order of fields: an error of the schema, a pair with neither field, a name that fits nothing, and two names
 * that disagree, which are both wrong.
 */
export async function selectBoth(request: FastifyRequest): Promise<{ number: PhoneNumber; user: User }> {
  const { context } = request;
  const body = given(request.body);
  const errors = [
    ...schemaErrors(request.validationError).filter(({ name }) => name !== ""),
    ...missing(body, numberSide),
    ...missing(body, userSide),
  ];
  const isSound = (side: readonly string[]) => !errors.some(({ name }) => side.includes(name));
  const number = isSound(numberSide) ? await selectNumber(context, numberSelectors(body)) : undefined;
  const user = isSound(userSide) ? await selectUser(context, userSelectors(body)) : undefined;
  if (number?.item && user?.item && errors.length === 0) return { number: number.item, user: user.item };
  throw validationFailed(...inOrder([...errors, ...errorsOf(number), ...errorsOf(user)]));
}

const errorsOf = (selected: SelectionResult<unknown> | undefined): readonly FieldError[] =>
  (selected?.errors ?? []).map((invalid) => toFieldError(invalid));

const inOrder = (errors: readonly FieldError[]): readonly FieldError[] =>
  errors.toSorted((a, b) => fieldOrder.indexOf(a.name) - fieldOrder.indexOf(b.name));

/** A body that is no object names nothing; like the vendor, we then miss its fields. */
const given = (body: unknown): Given => (isObject(body) ? body : {});

const isObject = (body: unknown): body is Given =>
  typeof body === "object" && body !== null && !Array.isArray(body);

/** Either field of a pair will do, so that with neither both are missing. */
const missing = (body: Given, side: readonly string[]): readonly FieldError[] =>
  side.every((name) => isLeftOut(body[name])) ? side.map(required) : [];

const isLeftOut = (value: unknown): boolean => value === undefined || value === null;

const required = (name: string): FieldError => ({
  in: "body",
  name,
  rule: "required",
  detail: `${name} is required`,
});

function numberSelectors(body: Given): Selector<{ serial: number } | { line: string }>[] {
  return [
    ...selectors(body, "number_id", toSerial),
    ...selectors(body, "number", (value: string) => ({ line: value })),
  ];
}

function userSelectors(body: Given): Selector<{ serial: number } | { username: string }>[] {
  return [
    ...selectors(body, "target_user_id", toSerial),
    ...selectors(body, "target_user", (value: string) => ({ username: value })),
  ];
}

/** No serial is 0: a number too large for any engine's integers names nothing either. */
const toSerial = (value: number) => ({ serial: Number.isSafeInteger(value) ? value : 0 });

function selectors<Value, Reference>(
  body: Given,
  argument: string,
  toReference: (value: Value) => Reference,
): Selector<Reference>[] {
  const value = body[argument];
  return isLeftOut(value) ? [] : [{ argument, reference: toReference(value as Value) }];
}
