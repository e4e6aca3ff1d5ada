import { stringify } from "csv-stringify/sync";
import type { toUser } from "./wire.ts";

const columns = ["id", "email", "user_status", "created_at", "last_sign_in_at", "groups"];

/** Signs that begin a formula: https://owasp.org/www-community/attacks/CSV_Injection */
const formulaStart = /^(?=[=+\-@\t\r\n＝＋－＠])|(?<=[\r\n])(?=[=+\-@\t＝＋－＠])/g;

/** An apostrophe precedes every line of a cell that a spreadsheet would run as a formula. */
const withoutFormulas = (cell: string): string => cell.replace(formulaStart, "'");

/** The report in CSV. Cells with a line break, a quote or a delimiter are quoted (RFC 4180). */
export function toCsv(users: readonly ReturnType<typeof toUser>[]): string {
  const rows = users.map((user) => ({
    ...user,
    groups: (user.groups ?? []).map(({ name }) => name).join(", "),
  }));
  return stringify(rows, {
    header: true,
    columns,
    cast: { string: withoutFormulas },
    quoted_match: /[\r\n]/,
    record_delimiter: "unix",
  });
}
