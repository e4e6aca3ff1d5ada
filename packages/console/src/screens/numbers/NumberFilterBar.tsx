import { useEffect, useState } from "react";
import { SelectField } from "../../components/forms/SelectField.tsx";
import { stateText } from "../../components/StateBadge.tsx";
import { providerNames, providers } from "../../data/numbers.ts";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useText } from "../../i18n/use-text.ts";
import { FilterChips } from "./FilterChips.tsx";
import { numberFilters, numberStates } from "./number-filters.ts";

/** How long a person must pause before the search starts, in milliseconds. */
const typingPauseMs = 150;

export function NumberFilterBar() {
  const t = useText();
  const [search, changeUrl] = useUrlState();
  const filters = numberFilters(search);
  return (
    <search className="number-filters">
      <div className="number-filter-fields">
        <SearchField />
        <SelectField
          label={t("State")}
          isLabelHidden
          value={filters.state ?? ""}
          options={[
            ["", t("Every state")],
            ...numberStates.map((state) => [state, stateText(t, state)] as const),
          ]}
          onValue={(state) => changeUrl({ state: state || undefined })}
        />
        <SelectField
          label={t("Provider")}
          isLabelHidden
          value={filters.provider ?? ""}
          options={[
            ["", t("Every provider")],
            ...providers.map((name) => [name, providerNames[name]] as const),
          ]}
          onValue={(provider) => changeUrl({ provider: provider || undefined })}
        />
      </div>
      <FilterChips filters={filters} />
    </search>
  );
}

/** Searches as a person types. The URL has the text, so that a reload and a shared link show the same list. */
function SearchField() {
  const t = useText();
  const [{ q = "" }, changeUrl] = useUrlState();
  const [text, setText] = useState(q);
  useEffect(() => setText(q), [q]);
  useEffect(() => {
    if (text === q) return undefined;
    const timer = setTimeout(() => changeUrl({ q: text || undefined }, { replace: true }), typingPauseMs);
    return () => clearTimeout(timer);
  }, [text, q, changeUrl]);
  return (
    <input
      type="search"
      className="number-search"
      aria-label={t("Search numbers")}
      placeholder={t("Number, alias or label")}
      aria-keyshortcuts="/"
      dir="auto"
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}
