/** The engine cannot serve the request now. The cause is for the log only. */
export class StorageUnavailable extends Error {
  override readonly name: string = "StorageUnavailable";
}

/** The database could lose acknowledged writes, and the strict mode was asked for. */
export class StorageNotDurable extends StorageUnavailable {
  override readonly name = "StorageNotDurable";
}

/** The database is a standby or rejects writes; what it returns to reads can be old. */
export class StorageReadOnly extends StorageUnavailable {
  override readonly name = "StorageReadOnly";

  constructor() {
    super("the database is read-only");
  }
}
