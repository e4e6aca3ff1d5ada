import type { RunningApp } from "./app.ts";
import type { Answer, AskOptions } from "./ask.ts";

export const base = "/registry/v1/organizations";

/** The native dialect as one organization's administrator, or whoever the key says, uses it. */
export function nativeOf({ ask }: RunningApp, organization: string, key?: string) {
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

/** The header with which a change is made only to this version. */
export const ifMatch = (version: string | null) => ({ headers: { "if-match": version ?? "" } });

/** Every item of a list, page by page of this size. */
export async function walk(
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
