/**
 * Waits for all promises, so that independent queries cost one round trip. When several reject, throws the error of
 * the first in the list, whichever rejected first; all are settled by then.
 */
export async function allInOrder<T extends readonly unknown[]>(
  ...promises: { readonly [Index in keyof T]: Promise<T[Index]> | undefined }
): Promise<T> {
  const results = await Promise.allSettled(promises);
  for (const result of results) if (result.status === "rejected") throw result.reason;
  return results.map((result) => (result as PromiseFulfilledResult<unknown>).value) as unknown as T;
}
