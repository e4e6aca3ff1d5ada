import { AssignmentRecords } from "../assignment-records.ts";
import { NumberRecords } from "../number-records.ts";
import { OrganizationRecords } from "../organization-records.ts";
import { UserRecords } from "../user-records.ts";
import type { HashIndex } from "./hash-index.ts";
import { bytesOf, type SharedTable } from "./shared-table.ts";
import { TextHeap } from "./text-heap.ts";

/** A buffer of a table, for a reader. */
export interface MemoryPart {
  readonly table: TableName;
  readonly page: number;
  readonly buffer: SharedArrayBuffer;
}

/** The tables of an index, all of them in shared memory. */
export class RouteMemory {
  readonly texts = new TextHeap();
  readonly organizations = new OrganizationRecords();
  readonly users = new UserRecords(this.texts);
  readonly numbers = new NumberRecords(this.texts);
  readonly assignments = new AssignmentRecords();

  readonly tables = {
    texts: this.texts,
    organizations: this.organizations,
    organizationIds: this.organizations.rowsById,
    users: this.users,
    userIds: this.users.rowsById,
    numbers: this.numbers,
    numberIds: this.numbers.rowsById,
    lines: this.numbers.rowsByLine,
    holds: this.numbers.holdsRecords,
    assignments: this.assignments,
  } as const satisfies Record<string, SharedTable>;

  get bytes(): number {
    return Object.values(this.tables).reduce((sum, table) => sum + bytesOf(table), 0);
  }

  get parts(): MemoryPart[] {
    return tableNames.flatMap((table) =>
      this.tables[table].buffers.map((buffer, page) => ({ table, page, buffer })),
    );
  }

  /** In a reader: uses the writer's buffer. */
  setPart({ table, page, buffer }: MemoryPart): void {
    this.tables[table].setBuffer(page, buffer);
  }

  /** In the writer: `onPart` is called with every buffer that a table begins to use. */
  set onPart(onPart: ((part: MemoryPart) => void) | undefined) {
    for (const table of tableNames)
      this.tables[table].onBuffer = onPart && ((page, buffer) => onPart({ table, page, buffer }));
  }

  /** Grows the hash indexes before `count` records of any kind are added. */
  reserve(count: number): void {
    for (const index of this.#hashIndexes) index.reserve(count);
  }

  /** Like `reserve`, when many more records follow. Call `fit` after the last one. */
  reserveMore(count: number): void {
    for (const index of this.#hashIndexes) index.reserve(count, index.count);
  }

  /** Frees what was reserved and is not used. */
  fit(): void {
    for (const index of this.#hashIndexes) index.fit();
  }

  get #hashIndexes(): readonly HashIndex[] {
    return [this.organizations.rowsById, this.users.rowsById, this.numbers.rowsById, this.numbers.rowsByLine];
  }
}

export type TableName = keyof RouteMemory["tables"];
export const tableNames = Object.keys(new RouteMemory().tables) as TableName[];
