import { StorageUnavailable } from "../../storage/store.ts";

/** Whether an error means that the database is unavailable. A write that fails like this may have been committed. */
export const isStorageFailure = (error: unknown): boolean => error instanceof StorageUnavailable;
