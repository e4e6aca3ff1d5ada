import { type Static, type TSchema, Type } from "typebox";
import type { Id } from "../../model.ts";

export { type Static, type TSchema, Type };

/**
 * Keywords of ours in the routes' schemas. No published document contains them.
 *
 * x-expected   the end of the sentence "the field must be …" in a validation error
 * x-id         the validator turns an id into lower case
 * x-component  the document lists the schema under this name and refers to it
 * x-parameter  the document lists the parameter under this name and refers to it
 * x-optional   the body may be absent
 * x-published  the document shows this schema instead
 */
export const internalKeywords = [
  "x-expected",
  "x-id",
  "x-component",
  "x-parameter",
  "x-optional",
  "x-published",
] as const;

export interface Component {
  readonly name: string;
  readonly description?: string;
}

/** Options of a schema that documents list under a name. The description is the component's. */
export const component = (name: string, description?: string) => ({
  "x-component": { name, ...(description !== undefined && { description }) },
});

/**
 * Text without control characters; `expected` ends the sentence "the field must be …". The format `name` also rejects
 * invisible text and characters that change its direction, `email` everything that is not an e-mail address.
 */
export const text = (options: {
  format?: "text" | "name" | "email";
  min?: number;
  max: number;
  pattern?: string;
  expected?: string;
  description?: string;
}) =>
  Type.String({
    format: options.format ?? "text",
    minLength: options.min ?? 1,
    maxLength: options.max,
    ...(options.pattern !== undefined && { pattern: options.pattern }),
    ...(options.description !== undefined && { description: options.description }),
    "x-expected":
      options.expected ??
      `text of ${options.min ?? 1} to ${options.max} characters, none of them a control character`,
  });

export const nullable = <T extends TSchema>(schema: T, options: object = {}) => {
  const { type, enum: values } = schema as { type?: string; enum?: readonly unknown[] };
  return Type.Unsafe<Static<T> | null>({
    ...schema,
    type: [type, "null"],
    ...(values && { enum: [...values, null] }),
    ...options,
  });
};

export const oneOf = <const T extends readonly string[]>(values: T, options: object = {}) =>
  Type.Unsafe<T[number]>({ type: "string", enum: [...values], ...options });

export const flag = (options: object = {}) => Type.Boolean({ "x-expected": "true or false", ...options });

/**
 * An id in a body, a query or a response: `id<UserId>()`. The validator turns it into lower case. Responses do not need
 * the type parameter.
 */
export const id = <Noun extends Id = Id>(options: object = {}) =>
  Type.Unsafe<Noun>({
    type: "string",
    pattern: "^[0-9a-fA-F]{24}$",
    "x-expected": "an id of 24 hexadecimal characters",
    "x-id": true,
    ...component("Id", "24 hexadecimal characters: any case in requests, lower case in responses."),
    ...options,
  });

/**
 * An id in the path of a dialect whose contract answers 404 to text of another form; `id` rejects it. The text is
 * accepted, and names no record.
 */
export const pathId = <Noun extends Id>(options: object = {}) =>
  Type.Unsafe<Noun>({ type: "string", "x-id": true, "x-published": id(), ...options });

export const instant = (options: object = {}) => Type.String({ format: "date-time", ...options });

/** An instant in a request; `parseInstant` reads it. */
export const instantInput = (options: object = {}) =>
  Type.String({
    format: "instant",
    "x-expected": "an RFC 3339 time with its zone, like 2026-03-03T14:00:00Z or 2026-03-03T15:00:00+01:00",
    ...options,
  });

/** A field of a request that can be omitted. */
export const optional = <T extends TSchema>(schema: T) => Type.Optional(schema);

export const boundedInteger = (minimum: number, maximum: number, options: object = {}) =>
  Type.Integer({
    minimum,
    maximum,
    "x-expected": `a whole number from ${minimum} to ${maximum}`,
    ...options,
  });

export { toIso } from "./iso-instant.ts";
