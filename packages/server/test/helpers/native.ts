import type { RunningApp } from "./app.ts";
import type { Answer, AskOptions } from "./ask.ts";

export const base = "/registry/v1/organizations";

/** A client of the native dialect for one organization, with `key` or the superadmin's key. */
export function nativeClient({ ask }: RunningApp, organization: string, key?: string) {
  const options = key === undefined ? {} : { key };
  const asks =
    (method: string) =>
    (path: string, body?: unknown, more: AskOptions = {}): Promise<Answer> =>
      ask(`${method} ${base}/${organization}${path}`, {
        ...options,
        ...(body !== undefined && { body }),
        ...more,
      });
  return {
    get: (path: string, more?: AskOptions) => asks("GET")(path, undefined, more),
    post: asks("POST"),
    patch: asks("PATCH"),
    put: asks("PUT"),
    delete: (path: string, more?: AskOptions) => asks("DELETE")(path, undefined, more),
  };
}

/** Request options with an If-Match header. */
export const ifMatch = (version: string | null) => ({ headers: { "if-match": version ?? "" } });

/** Request options with an If-None-Match header. */
export const ifNoneMatch = (tags: string | null) => ({ headers: { "if-none-match": tags ?? "" } });

/** Returns all items of a list, read in pages of `limit`. */
export async function listAll(
  ask: RunningApp["ask"],
  path: string,
  limit: number,
  key?: string,
): Promise<unknown[]> {
  const items: unknown[] = [];
  let cursor: string | null = null;
  do {
    const query: string = `${path.includes("?") ? "&" : "?"}limit=${limit}${cursor ? `&cursor=${cursor}` : ""}`;
    const { json } = await ask(`GET ${path}${query}`, key === undefined ? {} : { key });
    items.push(...json.items);
    cursor = json.nextCursor;
  } while (cursor !== null);
  return items;
}
