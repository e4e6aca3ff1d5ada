import type { NumberState } from "@whoseline/sdk";
import { normalizeSearch } from "../../components/normalize-search.ts";
import { type NumberFilters, providers } from "../../data/numbers.ts";
import type { SearchParams } from "../../hooks/search-params.ts";

export const numberStates: readonly NumberState[] = ["available", "assigned", "cooling", "released"];

/** Reads the filters of the list from the URL. Values that the list does not have are left out. */
export const numberFilters = ({ q, state, provider, user, label }: SearchParams): NumberFilters => ({
  q: q === undefined ? undefined : normalizeSearch(q) || undefined,
  state: numberStates.find((known) => known === state),
  provider: providers.find((known) => known === provider),
  user,
  label,
});
