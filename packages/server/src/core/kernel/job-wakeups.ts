/** Wakes the workers of this process when a job was enqueued. Workers of other processes find it with their next poll. */
export class JobWakeups {
  readonly #listeners = new Set<() => void>();

  /** Returns the function that removes the listener. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Must be called after the commit. */
  notify(): void {
    for (const listener of this.#listeners) listener();
  }
}
