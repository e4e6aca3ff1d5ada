import type { DialectName } from "../../src/model.ts";
import { arrayOf, closedObject, schemaViolations } from "./json-schema.ts";

const text = { type: "string", minLength: 1 };

/** The body of an error response in each dialect. */
export const errorResponseSchemas: Readonly<Record<DialectName, object>> = {
  // RFC 9457
  native: closedObject(
    {
      type: { type: "string", pattern: "^urn:whoseline:problem:[a-z_]+$" },
      title: text,
      status: { type: "integer", minimum: 400, maximum: 599 },
      detail: text,
      code: { type: "string", pattern: "^[a-z_]+$" },
      head: { type: "integer", minimum: 0 },
      organizationId: text,
      quota: text,
      count: { type: "integer", minimum: 1 },
      deletedAt: text,
      removedAt: text,
      offboardingId: text,
      used: { type: "integer", minimum: 0 },
      limit: { type: "integer", minimum: 0 },
      errors: { minItems: 1, ...arrayOf(closedObject({ pointer: { type: "string" }, detail: text })) },
    },
    [
      "head",
      "organizationId",
      "quota",
      "used",
      "limit",
      "count",
      "deletedAt",
      "removedAt",
      "offboardingId",
      "errors",
    ],
  ),
  // https://docs.tetherai.ca, OrganizationErrorResponse
  tether: closedObject({ error: text, details: text }),
  // https://developers.telnyx.com/docs/overview/errors
  telnyx: closedObject({
    errors: {
      minItems: 1,
      ...arrayOf(
        closedObject(
          {
            code: { type: "string", pattern: "^10[0-9]{3}$" },
            title: text,
            detail: text,
            source: closedObject({ pointer: { type: "string", pattern: "^/" } }),
            meta: closedObject({ url: { type: "string", pattern: "^https://developers[.]telnyx[.]com/" } }),
          },
          ["source", "meta"],
        ),
      ),
    },
  }),
  // https://docs.ippanel.com, "Unassign Number"
  ippanel: closedObject({
    data: { type: "null" },
    meta: closedObject({
      status: { const: false },
      message: text,
      message_parameters: { type: "array", maxItems: 0 },
      message_code: { enum: ["400-1", "400-2", "403-1", "404-1", "429-1", "500-1"] },
      errors: {
        type: "object",
        propertyNames: { minLength: 1, pattern: "^[\\w-]+$" },
        additionalProperties: { minItems: 1, ...arrayOf(text) },
      },
    }),
  }),
};

const internalsPatterns = [
  /FST_/,
  /fastify/i,
  /\bat \//,
  /node:internal/,
  /\bselect /i,
  /sqlite/i,
  /\w*Error:/,
];

interface ErrorResponse {
  readonly text: string;
  readonly json: unknown;
  readonly headers: { get(name: string): string | null };
}

/** Violations of the dialect's error format: content type, body, or internals in the text. */
export function errorResponseViolations(
  dialect: DialectName,
  { text, json, headers }: ErrorResponse,
): string[] {
  const type = dialect === "native" ? "application/problem+json" : "application/json";
  const actual = headers.get("content-type");
  return [
    ...(actual === `${type}; charset=utf-8` ? [] : [`content-type is ${actual}`]),
    ...schemaViolations(errorResponseSchemas[dialect], json),
    ...internalsPatterns.filter((it) => it.test(text)).map((it) => `the text matches ${it}: ${text}`),
  ];
}

/** The same, and a violation when the status is not 4xx. */
export function clientErrorViolations(
  dialect: DialectName,
  response: ErrorResponse & { readonly status: number },
): string[] {
  const isClientError = response.status >= 400 && response.status < 500;
  return [
    ...(isClientError ? [] : [`the status is ${response.status}`]),
    ...errorResponseViolations(dialect, response),
  ];
}
