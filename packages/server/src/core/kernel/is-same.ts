import { isDeepStrictEqual } from "node:util";

/** Whether all wanted fields of the record already have the wanted values. */
export const isSame = <Wanted extends object>(
  record: { readonly [Field in keyof Wanted]: unknown },
  wanted: Wanted,
): boolean =>
  (Object.keys(wanted) as (keyof Wanted)[]).every(
    (field) => wanted[field] === record[field] || isDeepStrictEqual(wanted[field], record[field]),
  );
