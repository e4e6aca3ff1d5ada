import type { Offboarding } from "@whoseline/sdk";

/** Saves the receipt as a CSV file. A cell that a spreadsheet would compute begins with an apostrophe. */
export function downloadReceipt(offboarding: Offboarding): void {
  const url = URL.createObjectURL(new Blob([receiptCsv(offboarding)], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `offboarding-${offboarding.id}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}

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
