import { useState } from "react";
import { Button } from "../../components/Button.tsx";
import { SelectField } from "../../components/forms/SelectField.tsx";
import { TextField } from "../../components/forms/TextField.tsx";
import { normalizeSearch } from "../../components/normalize-search.ts";
import { UserName } from "../../components/UserName.tsx";
import type { CallFilters } from "../../data/calls.ts";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useText } from "../../i18n/use-text.ts";
import { callOutcomeTexts, directionTexts } from "./call-texts.ts";

export function CallFilterFields({ filters }: { readonly filters: CallFilters }) {
  const t = useText();
  const [, changeUrl] = useUrlState();
  const [number, setNumber] = useState(filters.number ?? "");
  return (
    <form
      className="filter-fields"
      onSubmit={(event) => {
        event.preventDefault();
        changeUrl({ number: normalizeSearch(number).replace(/^(?=[0-9]+$)/, "+") || undefined });
      }}
    >
      <TextField
        label={t("Number")}
        type="search"
        dir="ltr"
        placeholder="+14165550102"
        value={number}
        onText={setNumber}
      />
      <SelectField
        label={t("Outcome")}
        value={filters.outcome ?? ""}
        options={[["", t("Every outcome")], ...Object.entries(callOutcomeTexts(t))]}
        onValue={(outcome) => changeUrl({ outcome: outcome || undefined })}
      />
      <SelectField
        label={t("Direction")}
        value={filters.direction ?? ""}
        options={[["", t("Both directions")], ...Object.entries(directionTexts(t))]}
        onValue={(direction) => changeUrl({ direction: direction || undefined })}
      />
      <Button type="submit">{t("Show")}</Button>
      {filters.user !== undefined && (
        <span className="chip">
          <UserName userId={filters.user} />
          <button
            type="button"
            aria-label={t("Show the calls of everybody")}
            onClick={() => changeUrl({ user: undefined })}
          >
            ✕
          </button>
        </span>
      )}
    </form>
  );
}
