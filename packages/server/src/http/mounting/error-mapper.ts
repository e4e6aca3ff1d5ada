import type { FastifyError } from "fastify";
import {
  bodyTooLarge,
  CoreError,
  type FieldError,
  internalError,
  invalidJson,
  invalidRequest,
  routeNotFound,
  storageUnavailable,
  unsupportedContentType,
  validationFailed,
} from "../../core/kernel/errors.ts";
import { StorageUnavailable } from "../../storage/store.ts";
import { bodyLimitBytes } from "../limits.ts";
import { type SchemaFailure, toFieldErrors } from "./validation.ts";

/** Everything thrown becomes a core error here, so that no text but our own reaches a caller. */
export function toCoreError(thrown: unknown): CoreError {
  if (thrown instanceof CoreError) return thrown;
  if (thrown instanceof StorageUnavailable) return storageUnavailable(thrown);
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

/** What a route's schema found wrong with the request; nothing where the error is of another kind. */
export function schemaErrors(thrown: unknown): readonly FieldError[] {
  const { validation, validationContext } = (thrown ?? {}) as Partial<FastifyError>;
  return validation ? toFieldErrors(validation as SchemaFailure[], placeOf(validationContext)) : [];
}

const places: Record<string, FieldError["in"]> = {
  body: "body",
  querystring: "query",
  params: "path",
  headers: "header",
};
const placeOf = (context: string | undefined): FieldError["in"] => places[context ?? "body"] ?? "body";
