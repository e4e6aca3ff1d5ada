import type { Sql } from "../sql.ts";
import { durabilityRisks } from "./postgres-server.ts";

/** The time between two checks, in milliseconds. */
export const durabilityCheckMs = 30_000;

/** Undefined on a standby, which writes no log. The first eight digits of a log file's name are its timeline. */
const timelineText = `select case when pg_is_in_recovery() then null
  else ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::integer end as timeline`;

/** Receives what the server lacks now, one sentence each; none when it is as durable as before. */
export type OnDurability = (violations: readonly string[]) => void;

/**
 * Compares the server with what the strict mode promises, at intervals and after every new connection, because a failover
 * or an administrator can change it. A timeline that goes back is a server that does not have what a later one acknowledged.
 */
export class DurabilityWatch {
  readonly #sql: Sql;
  readonly #onChange: OnDurability;
  readonly #timer: NodeJS.Timeout;
  #timelineMax = 0;
  #check: Promise<void> | undefined;
  violations: readonly string[] = [];

  constructor(sql: Sql, onChange: OnDurability, intervalMs: number) {
    this.#sql = sql;
    this.#onChange = onChange;
    this.#timer = setInterval(() => void this.check(), intervalMs).unref();
  }

  /** Resolves when the server has been compared. While it does not respond, the last result stays. */
  check(): Promise<void> {
    this.#check ??= this.#compare()
      .catch(() => {})
      .finally(() => {
        this.#check = undefined;
      });
    return this.#check;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#check;
  }

  async #compare(): Promise<void> {
    const violations = [...(await durabilityRisks(this.#sql)), ...(await this.#timelineRisks())];
    const isSame = violations.join() === this.violations.join();
    this.violations = violations;
    if (!isSame) this.#onChange(violations);
  }

  async #timelineRisks(): Promise<string[]> {
    const row = await this.#sql.first<{ timeline: number | null }>(timelineText);
    const timeline = row?.timeline ?? this.#timelineMax;
    this.#timelineMax = Math.max(this.#timelineMax, timeline);
    return timeline === this.#timelineMax
      ? []
      : [
          `The timeline went back from ${this.#timelineMax} to ${timeline}: this server does not have writes that a later primary acknowledged.`,
        ];
  }
}
