import { describeName } from "../core/kernel/describe-value.ts";
import type { ArgumentRule, ErrorCode, ErrorKind } from "../core/kernel/errors.ts";
import { type HttpErrorCode, httpErrorCatalogue } from "./error-catalogue.ts";

/** One invalid field of a request. */
export interface FieldError {
  readonly in: "body" | "query" | "path" | "header";
  /** As the dialect spells it; a path such as `owner.email` for a nested field; "" for the body itself. */
  readonly name: string;
  readonly rule: ArgumentRule;
  /** The JSON pointer, where a field name contains a dot: `/owner/email`. */
  readonly pointer?: string;
  /** The expected type, for dialects with their own wording. */
  readonly expected?: string;
  readonly detail: string;
  /** Further sentences, for dialects whose contract permits them. */
  readonly hint?: string;
}

export interface HttpErrorDetails {
  readonly fields?: readonly FieldError[];
  readonly retryAfterSeconds?: number | undefined;
  /** Public values for programs. */
  readonly values?: Readonly<Record<string, string | number>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Further sentences, for dialects whose contract permits them. */
  readonly hint?: string | undefined;
  /** Private; for the log. */
  readonly cause?: unknown;
}

/** An error as the dialects render it: one of the HTTP layer, or one of the core with its arguments located. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly kind: ErrorKind;
  readonly code: ErrorCode | HttpErrorCode;
  readonly fields: readonly FieldError[];
  readonly retryAfterSeconds: number | undefined;
  readonly hint: string | undefined;
  readonly values: Readonly<Record<string, string | number>>;
  /** Headers of the response, in every dialect. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    kind: ErrorKind,
    code: ErrorCode | HttpErrorCode,
    sentence: string,
    details: HttpErrorDetails = {},
  ) {
    super(sentence, { cause: details.cause });
    this.kind = kind;
    this.code = code;
    this.fields = details.fields ?? [];
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.hint = details.hint;
    this.values = details.values ?? {};
    this.headers = details.headers ?? {};
  }
}

type Catalogue = typeof httpErrorCatalogue;
type SentenceValues<Code extends HttpErrorCode> = Catalogue[Code]["sentence"] extends (
  ...values: infer V
) => string
  ? V
  : [];

function create<Code extends HttpErrorCode>(
  code: Code,
  values: SentenceValues<Code>,
  details?: HttpErrorDetails,
): HttpError {
  const { kind, sentence }: { readonly kind: ErrorKind; readonly sentence: unknown } =
    httpErrorCatalogue[code];
  const text = typeof sentence === "function" ? sentence(...values) : (sentence as string);
  return new HttpError(kind, code, text, details);
}

/** `hint` explains how the credential must be sent. */
export const credentialMissing = (hint?: string) => create("credential_missing", [], { hint });
/** A session is sent by a page of another server, or by a program. */
export const crossOriginRequest = () => create("cross_origin_request", []);
export const httpsRequired = () => create("https_required", []);
export const sessionContentType = () => create("session_content_type", []);
export const metricsAccessDenied = () => create("metrics_access_denied", []);
/** `hint` names the paths that there are. */
export const routeNotFound = (hint?: string) => create("route_not_found", [], { hint });
/** `methods` is the value of `Allow`. */
export const methodNotAllowed = (methods: string) =>
  create("method_not_allowed", [methods], { headers: { allow: methods } });

export const invalidJson = () => create("invalid_json", []);
export const duplicateJsonKey = (key: string) => create("duplicate_json_key", [describeName(key)]);
export const jsonTooDeep = (levels: number) => create("json_too_deep", [levels]);
export const unsupportedContentType = () => create("unsupported_content_type", []);
/** `accepted` is the value of `Accept-Encoding`: the encodings that the operation decodes. */
export const unsupportedContentEncoding = (accepted: string) =>
  create("unsupported_content_encoding", [], { headers: { "accept-encoding": accepted } });
/** The connection is closed: what follows may not be a request. */
export const unsupportedTransferCoding = () =>
  create("unsupported_transfer_coding", [], { headers: { connection: "close" } });
export const invalidHost = () => create("invalid_host", []);
export const duplicateHeader = (name: string) => create("duplicate_header", [name]);
export const unexpectedBody = () => create("unexpected_body", []);
export const invalidRequest = () => create("invalid_request", []);
export const requestTimeout = () => create("request_timeout", []);
export const bodyTooLarge = (limitBytes: number) => create("body_too_large", [limitBytes]);
export const headersTooLarge = () => create("headers_too_large", []);

export const validationFailed = (...fields: FieldError[]) =>
  new HttpError("invalid", "validation_failed", fields.map(({ detail }) => detail).join("; "), { fields });

/** `header` is the name of the header with the precondition. */
export const preconditionNotSupported = (header: string) => create("precondition_not_supported", [header]);
export const weakETag = () => create("weak_etag", []);

export const tooManyRequests = (retryAfterSeconds: number) =>
  create("too_many_requests", [], { retryAfterSeconds });
export const tooManyStreams = (of: string, limit: number) =>
  create("too_many_streams", [of, limit], { retryAfterSeconds: 10 });
export const tooManyExports = (of: string, limit: number) =>
  create("too_many_exports", [of, limit], { retryAfterSeconds: 10 });
export const overloaded = () => create("overloaded", [], { retryAfterSeconds: 1 });
export const shuttingDown = () => create("shutting_down", [], { retryAfterSeconds: 1 });
/** The write may have been committed. */
export const responseTimeout = () => create("response_timeout", [], { retryAfterSeconds: 1 });
/** Without a cause, the outage is logged elsewhere. */
export const jwksUnavailable = (cause?: unknown) =>
  create("jwks_unavailable", [], { cause, retryAfterSeconds: 1 });
export const internalError = (cause: unknown) => create("internal", [], { cause });
