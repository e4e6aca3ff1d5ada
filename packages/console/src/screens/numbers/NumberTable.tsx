import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import { EmptyState } from "../../components/EmptyState.tsx";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import type { NumberFilters } from "../../data/numbers.ts";
import { useMediaQuery } from "../../hooks/use-media-query.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useFormat } from "../../i18n/use-format.ts";
import { useText } from "../../i18n/use-text.ts";
import { NumberRow } from "./NumberRow.tsx";
import { useGridKeys } from "./use-grid-keys.ts";
import { useNumberPages } from "./use-number-pages.ts";

/** The height of a row in CSS pixels: with all columns, and on a narrow screen with two lines. */
const rowHeight = { wide: 36, narrow: 60 };

/** A virtual list: only the rows in view are in the document, and only their pages are loaded. */
export function NumberTable({ filters }: { readonly filters: NumberFilters }) {
  const t = useText();
  const organization = useOrganization();
  const scroll = useRef<HTMLDivElement>(null);
  const range = useRef({ first: 0, last: 0, count: 20 });
  const height = useMediaQuery("(max-width: 48rem)") ? rowHeight.narrow : rowHeight.wide;
  const virtualizer = useVirtualizer({
    count: range.current.count,
    getScrollElement: () => scroll.current,
    estimateSize: () => height,
    overscan: 6,
  });
  const items = virtualizer.getVirtualItems();
  const pages = useNumberPages(organization, filters, items[0]?.index ?? 0, items.at(-1)?.index ?? 0);
  range.current.count = pages.count;
  const grid = useGridKeys(scroll, pages.count, (index) => virtualizer.scrollToIndex(index));
  if (pages.error !== null) return <ErrorNotice error={pages.error} />;
  if (pages.isEmpty) return <NoNumbers hasFilters={Object.values(filters).some(Boolean)} />;
  return (
    <>
      <NumberCount count={pages.count} isComplete={pages.isComplete} />
      <TableHead />
      <div
        ref={scroll}
        className="number-rows"
        role="grid"
        aria-label={t("Numbers")}
        aria-rowcount={pages.isComplete ? pages.count : -1}
        onKeyDown={grid.onKeyDown}
      >
        <div role="presentation" style={{ blockSize: virtualizer.getTotalSize() }}>
          {items
            .filter(({ index }) => index < pages.count)
            .map(({ index, start }) => (
              <NumberRow
                key={index}
                index={index}
                number={pages.numberAt(index)}
                style={{ transform: `translateY(${start}px)`, blockSize: height }}
                isActive={index === grid.active}
                onActivate={() => grid.setActive(index)}
              />
            ))}
        </div>
      </div>
    </>
  );
}

function NumberCount({ count, isComplete }: { readonly count: number; readonly isComplete: boolean }) {
  const t = useText();
  const format = useFormat();
  return (
    <p className="number-count quiet" role="status">
      {isComplete
        ? t("{count, plural, one {# number} other {# numbers}}", { count })
        : t("More than {count} numbers", { count: format.count(Math.max(0, count - 20)) })}
    </p>
  );
}

function TableHead() {
  const t = useText();
  return (
    <div className="number-head" aria-hidden="true">
      <span>{t("Number")}</span>
      <span>{t("State")}</span>
      <span>{t("Held by")}</span>
      <span>{t("Alias")}</span>
      <span>{t("Provider")}</span>
    </div>
  );
}

function NoNumbers({ hasFilters }: { readonly hasFilters: boolean }) {
  const t = useText();
  return (
    <EmptyState
      sentence={
        hasFilters
          ? t("No number matches these filters.")
          : t("This organization has no numbers yet. The operator adds them.")
      }
    />
  );
}
