import type { FastifyRequest } from "fastify";

/** How deep in a body fields are renamed: `items`, an item, its `holder`. */
const depthMax = 4;

/**
 * A `preValidation` hook that accepts fields of the query and of the body under former names, which the contract does
 * not contain any more. A field that is also sent under its present name, or under another former name, is not renamed,
 * and so rejected as unknown.
 */
export const acceptFormerNames =
  (names: Readonly<Record<string, string>>) =>
  async (request: FastifyRequest): Promise<void> => {
    request.query = renamed(request.query, names);
    request.body = renamed(request.body, names);
  };

function renamed(value: unknown, names: Readonly<Record<string, string>>, depth = depthMax): unknown {
  if (typeof value !== "object" || value === null || depth === 0) return value;
  if (Array.isArray(value)) return value.map((it) => renamed(it, names, depth - 1));
  const present = (key: string) => (Object.hasOwn(names, key) ? names[key] : undefined) ?? key;
  const keys = Object.keys(value);
  const isUnique = (key: string) => keys.every((it) => it === key || present(it) !== present(key));
  const fields = Object.entries(value);
  return Object.fromEntries(
    fields.map(([key, it]) => [isUnique(key) ? present(key) : key, renamed(it, names, depth - 1)]),
  );
}
