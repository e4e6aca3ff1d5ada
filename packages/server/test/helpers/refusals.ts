import { Ajv } from "ajv";
import type { DialectName } from "../../src/model.ts";

const ajv = new Ajv({
  allErrors: true,
  strict: false,
  logger: false,
  formats: { email: /^[^\s@]+@[^\s@]+$/ },
});

/** What of a value breaks a JSON schema; empty when nothing does. */
export function faults(schema: object, value: unknown): string[] {
  if (ajv.validate(schema, value)) return [];
  return (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath || "the whole"} ${message}`);
}

const sentence = { type: "string", minLength: 1 };
export const closed = (properties: Record<string, object>, optional: readonly string[] = []) => ({
  type: "object",
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
});
export const arrayOf = (items: object) => ({ type: "array", items });

/** How each vendor says no. */
export const refusalSchemas: Readonly<Record<DialectName, object>> = {
  // RFC 9457
  native: closed(
    {
      type: sentence,
      title: sentence,
      status: { type: "integer", minimum: 400, maximum: 599 },
      detail: sentence,
      code: { type: "string", pattern: "^[a-z_]+$" },
      errors: { minItems: 1, ...arrayOf(closed({ pointer: { type: "string" }, detail: sentence })) },
    },
    ["errors"],
  ),
  // https://docs.tetherai.ca, OrganizationErrorResponse
  tether: closed({ error: sentence, details: sentence }),
  // https://developers.telnyx.com/docs/overview/errors
  telnyx: closed({
    errors: {
      minItems: 1,
      ...arrayOf(
        closed(
          {
            code: { type: "string", pattern: "^[0-9]{5}$" },
            title: sentence,
            detail: sentence,
            source: closed({ pointer: { type: "string", pattern: "^/" } }),
            meta: closed({ url: { type: "string", pattern: "^https://developers[.]telnyx[.]com/" } }),
          },
          ["source", "meta"],
        ),
      ),
    },
  }),
  // https://docs.ippanel.com, "Unassign Number"
  ippanel: closed({
    data: { type: "null" },
    meta: closed({
      status: { const: false },
      message: sentence,
      message_parameters: { type: "array", maxItems: 0 },
      message_code: { enum: ["400-1", "400-2", "403-1", "404-1", "429-1", "500-1"] },
      errors: {
        type: "object",
        propertyNames: { minLength: 1, pattern: "^[\\w-]+$" },
        additionalProperties: { minItems: 1, ...arrayOf(sentence) },
      },
    }),
  }),
};

const insides = [/FST_/, /fastify/i, /\bat \//, /node:internal/, /\bselect /i, /sqlite/i, /\w*Error:/];

interface Refusal {
  readonly status: number;
  readonly text: string;
  readonly json: unknown;
  readonly headers: { get(name: string): string | null };
}

/** What is wrong with a refusal: not a 4xx, not in the dialect's own shape, or telling of our insides. */
export function refusalFaults(dialect: DialectName, refusal: Refusal): string[] {
  const isRefused = refusal.status >= 400 && refusal.status < 500;
  return [...(isRefused ? [] : [`the status is ${refusal.status}`]), ...shapeFaults(dialect, refusal)];
}

/** The same for an answer that says that something of ours is broken, or why something is refused. */
export function shapeFaults(
  dialect: DialectName,
  { text, json, headers }: Omit<Refusal, "status">,
): string[] {
  const type = dialect === "native" ? "application/problem+json" : "application/json";
  return [
    ...(headers.get("content-type")?.startsWith(type) ? [] : [`it is ${headers.get("content-type")}`]),
    ...faults(refusalSchemas[dialect], json),
    ...insides.filter((inside) => inside.test(text)).map((inside) => `it says ${inside}: ${text}`),
  ];
}
