import { Client, DatabaseError, type PoolConfig } from "pg";
import type { Fault, FaultPlan } from "./faults.ts";

const codes = ["40001", "40P01", "23505", "57P01", "08006", "25006", "53100"];
export const postgresFaults: readonly Fault[] = codes.flatMap((code) => [
  { code, when: "before" },
  { code, when: "after" },
]);

type Query = (...args: unknown[]) => Promise<unknown>;

/** For `createPool`: clients whose calls fail as planned, with the server's own errors where possible. */
export function faultyClients(plan: FaultPlan): PoolConfig {
  class FaultyClient extends Client {
    override query = ((...args: unknown[]) => {
      const fault = plan.next();
      if (fault === undefined) return this.#real(...args);
      const callback = args.findLast((arg) => typeof arg === "function") as
        | ((error: unknown) => void)
        | undefined;
      const failure = this.#fail(
        fault,
        args.filter((arg) => typeof arg !== "function"),
      );
      if (callback === undefined) return failure;
      failure.catch(callback);
      return undefined;
    }) as Client["query"];

    readonly #real: Query = (...args) => (Client.prototype.query as Query).apply(this, args);

    /**
     * Sends at once, so that later calls on the same connection keep their order. The error is raised by the
     * server where possible.
     */
    #fail({ code, when }: Fault, args: unknown[]): Promise<unknown> {
      const ran = when === "after" ? this.#real(...args).catch(() => {}) : Promise.resolve();
      if (code === "08006") return ran.then(() => Promise.reject(this.#cut()));
      if (code === "57P01") return this.#real("select pg_terminate_backend(pg_backend_pid())");
      return this.#real(`do $$ begin raise exception 'planned' using errcode = '${code}'; end $$`);
    }

    #cut(): Error {
      (this as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
      const error = new DatabaseError("planned", 0, "error");
      error.code = "08006";
      return error;
    }
  }
  return { Client: FaultyClient } as PoolConfig;
}
