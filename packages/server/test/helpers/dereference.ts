type Json = Readonly<Record<string, unknown>>;

/**
 * An OpenAPI document with every reference to its components replaced by its target. A nullable component, `anyOf` of a
 * reference and null, becomes a schema with two types.
 */
export function dereference<Document>(document: Document): Document {
  const resolve = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(resolve);
    if (typeof part !== "object" || part === null) return part;
    const { $ref, anyOf, ...rest } = part as Json;
    if (isNullable(anyOf)) {
      const schema = resolve(anyOf[0]) as Json;
      return { ...schema, ...rest, type: [schema.type, "null"] };
    }
    if (typeof $ref === "string") return { ...(resolve(targetOf(document, $ref)) as object), ...rest };
    return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, resolve(value)]));
  };
  return resolve(document) as Document;
}

const isNullable = (anyOf: unknown): anyOf is readonly [Json, Json] =>
  Array.isArray(anyOf) && anyOf.length === 2 && anyOf[1].type === "null";

const targetOf = (document: unknown, reference: string): unknown =>
  reference
    .split("/")
    .slice(1)
    .reduce<unknown>((part, name) => (part as Json)[name], document);
