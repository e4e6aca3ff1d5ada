import { stringify } from "csv-stringify/sync";
import type { toUser } from "./wire.ts";

const columns = ["id", "email", "user_status", "created_at", "last_sign_in_at", "groups"];

/**
 * The report in CSV. An apostrophe precedes cells that a spreadsheet would run as a formula:
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
export function toCsv(users: readonly ReturnType<typeof toUser>[]): string {
  const rows = users.map((user) => ({
    ...user,
    groups: (user.groups ?? []).map(({ name }) => name).join(", "),
  }));
  return stringify(rows, { header: true, columns, escape_formulas: true, record_delimiter: "unix" });
}
