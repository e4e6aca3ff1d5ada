import type { Id } from "../../src/model.ts";

/** Types a plain string as the id of the noun that the caller expects; the only such cast in the tests. */
export const typedId = <Noun extends Id>(id: string): Noun => id as Noun;
