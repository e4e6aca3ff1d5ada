import { PageHeader } from "../../components/PageHeader.tsx";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useText } from "../../i18n/use-text.ts";
import { usePermissions } from "../../session/caller.ts";
import { BulkDialog } from "./BulkDialog.tsx";
import { ExportLink } from "./ExportLink.tsx";
import { NumberFilterBar } from "./NumberFilterBar.tsx";
import { NumberTable } from "./NumberTable.tsx";
import { numberFilters } from "./number-filters.ts";
import { SavedViews } from "./SavedViews.tsx";
import { SaveViewDialog } from "./SaveViewDialog.tsx";
import { SelectionBar } from "./SelectionBar.tsx";
import "./numbers.css";

export function NumbersScreen() {
  const t = useText();
  const { canChange } = usePermissions();
  const [search] = useUrlState();
  const filters = numberFilters(search);
  return (
    <div className="screen grid-screen">
      <PageHeader title={t("Numbers")} actions={<ExportLink filters={filters} />} />
      <SavedViews />
      <NumberFilterBar />
      {canChange && <SelectionBar />}
      <NumberTable key={JSON.stringify(filters)} filters={filters} />
      {search.dialog === "save-view" && <SaveViewDialog />}
      {canChange && <BulkDialog filters={filters} />}
    </div>
  );
}
