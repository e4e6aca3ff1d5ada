import { Ajv } from "ajv";

const ajv = new Ajv({
  allErrors: true,
  strict: false,
  logger: false,
  formats: { email: /^[^\s@]+@[^\s@]+$/ },
});

/** Every violation of a JSON schema as one sentence; empty when the value is valid. */
export function schemaViolations(schema: object, value: unknown): string[] {
  if (ajv.validate(schema, value)) return [];
  return (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath || "the value"} ${message}`);
}

/** An object schema that allows no other property and requires all but the `optional` ones. */
export const closedObject = (properties: Record<string, object>, optional: readonly string[] = []) => ({
  type: "object",
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
});

export const arrayOf = (items: object) => ({ type: "array", items });
