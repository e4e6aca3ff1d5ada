import type { Offboarding } from "@whoseline/sdk";
import { csvLine } from "../../hooks/csv.ts";
import { saveFile } from "../../hooks/save-file.ts";

/** Saves the receipt as a CSV file. */
export const downloadReceipt = (offboarding: Offboarding): void =>
  saveFile(new Blob([receiptCsv(offboarding)], { type: "text/csv" }), `offboarding-${offboarding.id}.csv`);

function receiptCsv({ id, user, appliedAt, numbers }: Offboarding): string {
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
    .map(csvLine)
    .join("");
}
