import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import type { SearchParams } from "./search-params.ts";

export interface UrlStateOptions {
  /** Replaces the entry in the history, for values that change while a person types or drags. */
  readonly replace?: boolean;
}

/** The search parameters of the present URL, and a function that changes some of them. Undefined removes one. */
export function useUrlState(): readonly [
  SearchParams,
  (changes: Readonly<Record<string, string | undefined>>, options?: UrlStateOptions) => void,
] {
  const search = useSearch({ strict: false }) as SearchParams;
  const navigate = useNavigate();
  const change = useCallback(
    (changes: Readonly<Record<string, string | undefined>>, { replace = false }: UrlStateOptions = {}) =>
      void navigate({
        to: ".",
        search: (former: SearchParams) => ({ ...former, ...changes }) as never,
        replace,
        resetScroll: false,
      }),
    [navigate],
  );
  return [search, change];
}
