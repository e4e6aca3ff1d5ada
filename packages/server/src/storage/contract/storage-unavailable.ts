/** The engine cannot serve the request now. The cause is for the log only. */
export class StorageUnavailable extends Error {
  override readonly name = "StorageUnavailable";
}
