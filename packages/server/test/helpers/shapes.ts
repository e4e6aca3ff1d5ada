import { Ajv } from "ajv";
import type { DialectName } from "../../src/model.ts";

const text = { type: "string", minLength: 1 };
const object = (properties: object, optional: readonly string[] = []) => ({
  type: "object",
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
});

interface Shape {
  readonly contentType: string;
  readonly schema: object;
}

/** What a refusal looks like in each dialect, as its clients read it. */
const refusals: Readonly<Record<DialectName, Shape>> = {
  native: {
    contentType: "application/problem+json; charset=utf-8",
    schema: object(
      {
        type: { type: "string", pattern: "^urn:whoseline:problem:[a-z_]+$" },
        title: text,
        status: { type: "integer" },
        detail: text,
        code: text,
        errors: { type: "array", minItems: 1, items: object({ pointer: text, detail: text }) },
      },
      ["errors"],
    ),
  },
  tether: {
    contentType: "application/json; charset=utf-8",
    schema: object({ error: text, details: text }),
  },
  telnyx: {
    contentType: "application/json; charset=utf-8",
    schema: object({
      errors: {
        type: "array",
        minItems: 1,
        items: object(
          {
            code: { type: "string", pattern: "^10[0-9]{3}$" },
            title: text,
            detail: text,
            source: object({ pointer: { type: "string", pattern: "^/" } }),
            meta: object({ url: { type: "string", pattern: "^https://developers.telnyx.com/" } }),
          },
          ["source", "meta"],
        ),
      },
    }),
  },
  ippanel: {
    contentType: "application/json; charset=utf-8",
    schema: object({
      data: { type: "null" },
      meta: object({
        status: { const: false },
        message: text,
        message_parameters: { type: "array", items: text },
        message_code: { type: "string", pattern: "^[0-9]{3}-[0-9]$" },
        errors: { type: "object", additionalProperties: { type: "array", minItems: 1, items: text } },
      }),
    }),
  },
};

const ajv = new Ajv({ allErrors: true });

/** All that is wrong with a body for a schema; undefined when nothing is. */
export function schemaFaults(schema: object, body: unknown): string | undefined {
  return ajv.validate(schema, body) ? undefined : ajv.errorsText(ajv.errors);
}

export const refusalFaults = (dialect: DialectName, body: unknown): string | undefined =>
  schemaFaults(refusals[dialect].schema, body);

export const refusalType = (dialect: DialectName): string => refusals[dialect].contentType;
