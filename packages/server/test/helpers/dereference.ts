type Json = Readonly<Record<string, unknown>>;

/** An OpenAPI document with every reference to its components replaced by what it refers to. */
export function dereference<Document>(document: Document): Document {
  const resolve = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(resolve);
    if (typeof part !== "object" || part === null) return part;
    const { $ref, ...rest } = part as Json;
    if (typeof $ref === "string") return { ...(resolve(targetOf(document, $ref)) as object), ...rest };
    return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, resolve(value)]));
  };
  return resolve(document) as Document;
}

const targetOf = (document: unknown, reference: string): unknown =>
  reference
    .split("/")
    .slice(1)
    .reduce<unknown>((part, name) => (part as Json)[name], document);
