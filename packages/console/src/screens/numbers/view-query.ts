import { type SearchParams, stringifySearch } from "../../hooks/search-params.ts";

/** The screen that the views of the list of numbers are saved under. */
export const savedScreen = "numbers";

/** The part of the URL that a saved view keeps: the search and the filters, without selection and dialog. */
export const viewQuery = ({ q, state, provider, user, label }: SearchParams): string =>
  stringifySearch({ q, state, provider, user, label }).slice(1);
