import { DatabaseSync, StatementSync } from "node:sqlite";
import type { Fault, FaultPlan } from "./faults.ts";

const codes = { SQLITE_BUSY: 5, SQLITE_FULL: 13, SQLITE_IOERR: 10, SQLITE_IOERR_GETTEMPPATH: 6410 };
export const sqliteFaults: readonly Fault[] = ["SQLITE_BUSY", "SQLITE_FULL", "SQLITE_IOERR"].flatMap(
  (code) => [
    { code, when: "before" },
    { code, when: "after" },
    // SQLite itself rolls back on some errors: https://sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction
    { code, when: "undone" },
  ],
);

type Method = (this: DatabaseSync | StatementSync, ...args: unknown[]) => unknown;

/** Makes calls to SQLite in this process fail as planned, until the returned function is called. */
export function sqliteFailing(plan: FaultPlan): () => void {
  const ofDatabase = new WeakMap<StatementSync, DatabaseSync>();
  const { exec, prepare } = DatabaseSync.prototype;
  const { all, get, run } = StatementSync.prototype;
  const failing = (method: Method): Method =>
    function (...args) {
      const fault = plan.next();
      if (fault === undefined) return method.apply(this, args);
      if (fault.when === "after") method.apply(this, args);
      const db = this instanceof DatabaseSync ? this : ofDatabase.get(this);
      if (fault.when === "undone" && db?.isTransaction) exec.call(db, "rollback");
      const errcode = codes[fault.code as keyof typeof codes];
      throw Object.assign(new Error("planned"), { code: "ERR_SQLITE_ERROR", errcode });
    };
  Object.assign(DatabaseSync.prototype, {
    exec: failing(exec as Method),
    prepare(this: DatabaseSync, text: string) {
      const statement = prepare.call(this, text);
      ofDatabase.set(statement, this);
      return statement;
    },
  });
  Object.assign(StatementSync.prototype, {
    all: failing(all as Method),
    get: failing(get as Method),
    run: failing(run as Method),
  });
  return () => {
    Object.assign(DatabaseSync.prototype, { exec, prepare });
    Object.assign(StatementSync.prototype, { all, get, run });
  };
}
