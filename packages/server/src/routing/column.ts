/** No row: a null reference, or an empty slot of a hash table. Never a valid row. */
export const noRow = 0xffffffff;

/** Returns the column if it has at least `lengthMin` elements, otherwise a larger copy of it. */
export function grown<Column extends Uint8Array | Uint32Array | Float64Array>(
  column: Column,
  lengthMin: number,
): Column {
  if (lengthMin <= column.length) return column;
  const length = Math.max(lengthMin, Math.ceil(column.length * 1.4));
  const larger = new (column.constructor as new (length: number) => Column)(length);
  larger.set(column as never);
  return larger;
}
