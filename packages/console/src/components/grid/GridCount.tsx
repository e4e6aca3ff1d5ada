import { useFormat } from "../../i18n/use-format.ts";
import { useText } from "../../i18n/use-text.ts";
import { loadingRows, type Pages } from "./use-pages.ts";

interface GridCountProps {
  readonly pages: Pages<unknown>;
  readonly text: (count: number) => string;
}

/** How many items the list has, as far as that is known without reading all of it. */
export function GridCount({ pages, text }: GridCountProps) {
  const t = useText();
  const format = useFormat();
  const known = Math.max(0, pages.count - loadingRows);
  return (
    <p className="grid-count quiet" role="status">
      {pages.isComplete
        ? text(pages.count)
        : known === 0
          ? t("Loading…")
          : t("More than {count}", { count: format.count(known) })}
    </p>
  );
}
