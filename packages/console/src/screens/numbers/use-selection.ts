import { useUrlState } from "../../hooks/use-url-state.ts";

/** What is selected in the list: some numbers by id, or all that match the filters. */
export type Selection = ReadonlySet<string> | "all";

/** The selection is in the URL, so that Back, a reload and a second tab keep it. */
export function useSelection() {
  const [{ selected = "" }, changeUrl] = useUrlState();
  const selection: Selection = selected === "all" ? "all" : new Set(selected.split(",").filter(Boolean));
  const select = (next: Selection) =>
    changeUrl({ selected: next === "all" ? "all" : [...next].join(",") || undefined }, { replace: true });
  const toggle = (id: string) => {
    const next = new Set(selection === "all" ? [] : selection);
    if (!next.delete(id)) next.add(id);
    select(next);
  };
  return { selection, select, toggle, has: (id: string) => selection === "all" || selection.has(id) };
}
