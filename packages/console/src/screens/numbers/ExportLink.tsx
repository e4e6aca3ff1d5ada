import { ExportButton } from "../../components/ExportButton.tsx";
import type { NumberFilters } from "../../data/numbers.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import { client } from "../../session/client.ts";

/** Saves exactly this list, with its filters, as a file for a spreadsheet. */
export function ExportLink({ filters }: { readonly filters: NumberFilters }) {
  const t = useText();
  const organization = useOrganization();
  const read = async () => {
    const response = await client.numbers.export({ organization, ...filters, style: "excel" });
    return response.blob();
  };
  return <ExportButton text={t("Export as CSV")} fileName="numbers.csv" read={read} />;
}
