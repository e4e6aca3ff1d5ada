/** No row: a null reference, or an empty slot of a hash index. Never a valid row. */
export const noRow = 0xffffffff;

/** Called with each buffer that a table begins to use, before it writes to it, and its page in the table. */
export type OnBuffer = (page: number, buffer: SharedArrayBuffer) => void;

/**
 * A table in shared memory. One thread writes; others use tables with the same buffers to read. The size and the free
 * rows are known to the writer only.
 */
export interface SharedTable {
  /** By page. */
  readonly buffers: readonly SharedArrayBuffer[];
  onBuffer: OnBuffer | undefined;
  /** In a reader: uses the writer's buffer. */
  setBuffer: OnBuffer;
  /** What only the writer knows, for `MemoryImage`. Survives JSON. */
  readonly state: unknown;
  setState(state: never): void;
  /** How many bytes of the page are in use; the rest is 0. */
  usedBytes(page: number): number;
  /** The size of the buffer of which so many bytes are in use. */
  bufferBytes(usedBytes: number): number;
}

export const bytesOf = ({ buffers }: SharedTable): number =>
  buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
