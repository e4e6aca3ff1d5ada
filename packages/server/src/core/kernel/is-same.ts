import { isDeepStrictEqual } from "node:util";

/** Whether the record already is as wanted, so that nothing changes and no event is written. */
export const isSame = <Wanted extends object>(
  record: { readonly [Field in keyof Wanted]: unknown },
  wanted: Wanted,
): boolean =>
  (Object.keys(wanted) as (keyof Wanted)[]).every((field) => isDeepStrictEqual(wanted[field], record[field]));
