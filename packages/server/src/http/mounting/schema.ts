import { type Static, type TSchema, Type } from "typebox";

export { type Static, Type };

/** Text without control characters; `expected` ends the sentence "the field must be …". */
export const text = (options: { min?: number; max: number; pattern?: string; expected?: string }) =>
  Type.String({
    format: "text",
    minLength: options.min ?? 1,
    maxLength: options.max,
    ...(options.pattern !== undefined && { pattern: options.pattern }),
    "x-expected":
      options.expected ??
      `text of ${options.min ?? 1} to ${options.max} characters, none of them a control character`,
  });

export const nullable = <T extends TSchema>(schema: T) =>
  Type.Unsafe<Static<T> | null>({ ...schema, type: [(schema as { type?: string }).type, "null"] });

export const oneOf = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>({ type: "string", enum: [...values] });

export const flag = (options: object = {}) => Type.Boolean({ "x-expected": "true or false", ...options });

export const id = () =>
  Type.String({ pattern: "^[0-9a-fA-F]{24}$", "x-expected": "an id of 24 hexadecimal characters" });

export const instant = (options: object = {}) => Type.String({ format: "date-time", ...options });

/** A moment that a caller gives. */
export const instantInput = () =>
  Type.String({ format: "instant", maxLength: 40, "x-expected": "a time like 2026-03-03T14:00:00Z" });

/** A field of a request that may be left out; absent and undefined are the same to us. */
export const optional = <T extends TSchema>(schema: T) => Type.Optional(schema);

export const wholeNumber = (minimum: number, maximum: number, options: object = {}) =>
  Type.Integer({
    minimum,
    maximum,
    "x-expected": `a whole number from ${minimum} to ${maximum}`,
    ...options,
  });

export const toIso = (at: number): string => new Date(at).toISOString();

/** The answers of a route whose failures all have one schema: what a success is, and which statuses a failure has. */
export const responses =
  (failure: object) =>
  (success: object, ...statuses: number[]) => ({
    200: success,
    ...Object.fromEntries(statuses.map((status) => [status, failure])),
  });
