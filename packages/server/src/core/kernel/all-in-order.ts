/**
 * Waits for all of them, so that questions without an order between them cost one round trip to the database;
 * the first in the list that failed is the one that is thrown, on every engine.
 */
export async function allInOrder<T extends readonly unknown[]>(
  ...promises: { readonly [Index in keyof T]: Promise<T[Index]> }
): Promise<T> {
  const answers = await Promise.allSettled(promises);
  for (const answer of answers) if (answer.status === "rejected") throw answer.reason;
  return answers.map((answer) => (answer as PromiseFulfilledResult<unknown>).value) as unknown as T;
}
