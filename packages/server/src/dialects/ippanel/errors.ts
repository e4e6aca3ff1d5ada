import type { ErrorKind } from "../../core/kernel/errors.ts";
import type { FieldError, HttpError } from "../../http/errors.ts";
import type { RenderedError, RequestInfo } from "../../http/mounting/dialect.ts";
import {
  alreadyAssigned,
  broken,
  credentialWrong,
  fieldMessage,
  keyReused,
  type Language,
  languageOf,
  notAllowed,
  notAssigned,
  notFound,
  scopeInsufficient,
  summary,
  tooMany,
  unavailable,
  unreadable,
} from "./messages.ts";
import { failure } from "./wire.ts";

interface ErrorTemplate {
  readonly status: number;
  readonly messageCode: string;
  readonly message: string | Readonly<Record<Language, string>>;
}

const kinds = {
  unauthenticated: { status: 401, messageCode: "400-1", message: credentialWrong },
  forbidden: { status: 403, messageCode: "403-1", message: notAllowed },
  not_found: { status: 404, messageCode: "404-1", message: notFound },
  conflict: { status: 400, messageCode: "400-1", message: alreadyAssigned },
  stale: { status: 400, messageCode: "400-1", message: alreadyAssigned },
  malformed: { status: 422, messageCode: "400-2", message: unreadable },
  too_large: { status: 422, messageCode: "400-2", message: unreadable },
  invalid: { status: 422, messageCode: "400-2", message: unreadable },
  limited: { status: 429, messageCode: "429-1", message: tooMany },
  unavailable: { status: 503, messageCode: "500-1", message: unavailable },
  internal: { status: 500, messageCode: "500-1", message: broken },
} satisfies Record<ErrorKind, ErrorTemplate>;

const codes: Partial<Record<HttpError["code"], ErrorTemplate>> = {
  assignment_not_found: { status: 400, messageCode: "400-1", message: notAssigned },
  insufficient_scope: { status: 403, messageCode: "403-1", message: scopeInsufficient },
  idempotency_key_reused: { status: 422, messageCode: "400-2", message: keyReused },
};

/** The fields that name a record which disappeared between the lookup and the change, or may not be assigned. */
const fieldsOfMissing: Partial<Record<HttpError["code"], readonly [string, string]>> = {
  user_not_found: ["target_user_id", "target_user"],
  user_inactive: ["target_user_id", "target_user"],
  number_not_found: ["number_id", "number"],
};

/** Renders the vendor's envelope with `data` null; `errors` has the messages of each invalid field. */
export function render(error: HttpError, request: RequestInfo): RenderedError {
  const language = languageOf(request.headers["accept-language"]);
  const fields = fieldsOf(error, request.body);
  if (fields.length > 0) return renderFields(fields, language);
  const { status, messageCode, message }: ErrorTemplate = codes[error.code] ?? kinds[error.kind];
  return {
    status,
    body: failure(typeof message === "string" ? message : message[language], messageCode, {}),
  };
}

function fieldsOf(
  { code, fields }: HttpError,
  body: unknown,
): readonly Pick<FieldError, "name" | "rule" | "expected">[] {
  const pair = fieldsOfMissing[code];
  const sent = pair?.filter((name) => (body as Record<string, unknown> | undefined)?.[name] !== undefined);
  return sent === undefined ? fields : sent.map((name) => ({ name, rule: "unknown" }));
}

function renderFields(
  fields: readonly Pick<FieldError, "name" | "rule" | "expected">[],
  language: Language,
): RenderedError {
  const messages = fields.map((field) => [field.name, fieldMessage(field, language)] as const);
  const errors = Object.fromEntries(messages.map(([name, message]) => [name, [message]]));
  const text = summary(
    messages.map(([, message]) => message),
    language,
  );
  return { status: 422, body: failure(text, "400-2", errors) };
}
