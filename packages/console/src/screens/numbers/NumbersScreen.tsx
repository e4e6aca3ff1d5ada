import { PageHeader } from "../../components/PageHeader.tsx";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useText } from "../../i18n/use-text.ts";
import { NumberFilterBar } from "./NumberFilterBar.tsx";
import { NumberTable } from "./NumberTable.tsx";
import { numberFilters } from "./number-filters.ts";
import "./numbers.css";

export function NumbersScreen() {
  const t = useText();
  const [search] = useUrlState();
  const filters = numberFilters(search);
  return (
    <div className="screen grid-screen">
      <PageHeader title={t("Numbers")} />
      <NumberFilterBar />
      <NumberTable key={JSON.stringify(filters)} filters={filters} />
    </div>
  );
}
