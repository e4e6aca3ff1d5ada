import type { Import } from "@whoseline/sdk";
import { ExportButton } from "../../components/ExportButton.tsx";
import { csvLine } from "../../hooks/csv.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import { client } from "../../session/client.ts";

/** Saves the fate of every row as a CSV file. */
export function FatesButton({ found: { id } }: { readonly found: Import }) {
  const t = useText();
  const organization = useOrganization();
  const read = async () => new Blob(await fatesCsv(organization, id), { type: "text/csv" });
  return <ExportButton text={t("Save the fates")} fileName={`import-${id}.csv`} read={read} />;
}

/** A row with several refusals has a line for each. */
async function fatesCsv(organization: string, id: string): Promise<string[]> {
  const lines = [csvLine(["row", "fate", "id", "code", "column", "detail", "expected"])];
  const none = { code: "", column: "", detail: "", expected: "" };
  for await (const { row, fate, id: record = "", refusals = [none] } of client.imports.rows({
    organization,
    import: id,
    limit: 200,
  }))
    for (const { code, column, detail, expected } of refusals)
      lines.push(csvLine([String(row), fate, record, code, column, detail, expected]));
  return lines;
}
