/** The fields of a query without duplicate names and without escapes other than a leading `%2B`. */
export type PlainQuery = ReadonlyMap<string, string>;

const plainField = /^(\w+)=(%2B)?(\w*)$/i;

/** Returns undefined for a query that needs decoding or has a name twice. */
export function plainQuery(text: string): PlainQuery | undefined {
  const query = new Map<string, string>();
  for (const part of text.split("&")) {
    const [, name = "", plus, value] = plainField.exec(part) ?? [];
    if (value === undefined || query.has(name)) return undefined;
    query.set(name, plus === undefined ? value : `+${value}`);
  }
  return query;
}
