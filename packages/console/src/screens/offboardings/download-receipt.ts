import type { Offboarding } from "@whoseline/sdk";
import { saveFile } from "../../hooks/save-file.ts";

/** Saves the receipt as a CSV file. A cell that a spreadsheet would compute begins with an apostrophe. */
export const downloadReceipt = (offboarding: Offboarding): void =>
  saveFile(new Blob([receiptCsv(offboarding)], { type: "text/csv" }), `offboarding-${offboarding.id}.csv`);

export function receiptCsv({ id, user, appliedAt, numbers }: Offboarding): string {
  const rows = numbers.map(({ line, assignment, becomes, toUserId }) => [
    id,
    user.name,
    appliedAt ?? "",
    line,
    assignment.label ?? "",
    becomes,
    toUserId ?? "",
  ]);
  return [["offboarding", "user", "appliedAt", "line", "label", "becomes", "toUserId"], ...rows]
    .map((row) => `${row.map(cell).join(",")}\r\n`)
    .join("");
}

const cell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
