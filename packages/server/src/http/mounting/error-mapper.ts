import type { FastifyError } from "fastify";
import { CoreError, type InvalidArgument, storageUnavailable } from "../../core/kernel/errors.ts";
import { isStorageFailure } from "../../core/kernel/storage-failure.ts";
import { headerSentences } from "../error-catalogue.ts";
import {
  bodyTooLarge,
  type FieldError,
  HttpError,
  internalError,
  invalidJson,
  invalidRequest,
  routeNotFound,
  unsupportedContentType,
  validationFailed,
} from "../errors.ts";
import { bodyLimitBytes } from "../limits.ts";
import type { Dialect } from "./dialect.ts";
import { type SchemaFailure, toFieldErrors } from "./validation.ts";

/** What locates the arguments of a core error in a request. */
export interface ErrorContext {
  readonly dialect: Pick<Dialect, "argumentNames">;
  readonly params?: unknown;
  /** Of a request without a body. */
  readonly query?: unknown;
}

/** Maps everything thrown to an error with a public sentence, so that no other text reaches a caller. */
export function toHttpError(thrown: unknown, context?: ErrorContext): HttpError {
  if (thrown instanceof HttpError) return thrown;
  if (thrown instanceof CoreError) return fromCoreError(thrown, context);
  if (isStorageFailure(thrown)) return fromCoreError(storageUnavailable(thrown), context);
  const { validation, code, statusCode } = thrown as Partial<FastifyError>;
  if (validation) return validationFailed(...schemaErrors(thrown));
  switch (code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return bodyTooLarge(bodyLimitBytes);
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return unsupportedContentType();
    case "FST_ERR_CTP_EMPTY_JSON_BODY":
    case "FST_ERR_CTP_INVALID_JSON_BODY":
      return invalidJson();
    case "FST_ERR_NOT_FOUND":
      return routeNotFound();
  }
  return statusCode !== undefined && statusCode < 500 ? invalidRequest() : internalError(thrown);
}

function fromCoreError(error: CoreError, context: ErrorContext | undefined): HttpError {
  const { kind, code, message, invalidArguments, retryAfterSeconds, values, cause } = error;
  const fields = invalidArguments.map((invalid) => toFieldError(invalid, context));
  const sentence = fields.length > 0 ? fields.map(({ detail }) => detail).join("; ") : message;
  return new HttpError(kind, code, headerSentences[code] ?? sentence, {
    fields,
    retryAfterSeconds,
    values,
    cause,
  });
}

/** An argument is the parameter of the same name, or else a field of the body or, without a body, of the query. */
export function toFieldError(
  { argument, rule, problem }: InvalidArgument,
  context?: ErrorContext,
): FieldError {
  const name = context?.dialect.argumentNames?.[argument] ?? argument;
  const place = Object.hasOwn(context?.params ?? {}, name)
    ? "path"
    : context?.query === undefined
      ? "body"
      : "query";
  return { in: place, name, rule, detail: `${name} ${problem}` };
}

/** Returns the violations of a route's schema, or nothing if the error is of another kind. */
export function schemaErrors(thrown: unknown): readonly FieldError[] {
  const { validation, validationContext } = (thrown ?? {}) as Partial<FastifyError>;
  return validation ? toFieldErrors(validation as SchemaFailure[], placeOf(validationContext)) : [];
}

const places: Readonly<Record<string, FieldError["in"]>> = {
  body: "body",
  querystring: "query",
  params: "path",
  headers: "header",
};
const placeOf = (context: FastifyError["validationContext"]): FieldError["in"] =>
  places[context ?? "body"] ?? "body";
