import { StorageNotDurable, StorageReadOnly, StorageUnavailable } from "../../storage/store.ts";

/** Whether an error means that the database is unavailable. A write that fails like this may have been committed. */
export const isStorageFailure = (error: unknown): boolean => error instanceof StorageUnavailable;

/** Whether an error means that the database is less durable than the strict mode requires. */
export const isStorageNotDurable = (error: unknown): boolean => error instanceof StorageNotDurable;

/** Whether an error means that the database accepts reads only. */
export const isReadOnlyStorage = (error: unknown): boolean => error instanceof StorageReadOnly;
