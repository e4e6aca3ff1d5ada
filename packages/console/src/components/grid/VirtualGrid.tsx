import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useRef } from "react";
import { useMediaQuery } from "../../hooks/use-media-query.ts";
import { ErrorNotice } from "../errors/ErrorNotice.tsx";
import { GridCount } from "./GridCount.tsx";
import { GridRow } from "./GridRow.tsx";
import { useGridKeys } from "./use-grid-keys.ts";
import { loadingRows, type PagedList, usePages } from "./use-pages.ts";
import "./grid.css";

/** The height of a row in CSS pixels: with all columns, and on a narrow screen with two lines. */
const rowHeight = { wide: 36, narrow: 60 };

export interface Column<Item> {
  readonly title: string;
  readonly cell: (item: Item) => ReactNode;
}

export interface VirtualGridProps<Item> {
  readonly label: string;
  /** A class of the rows that sets the widths of the columns. */
  readonly className: string;
  readonly columns: readonly Column<Item>[];
  readonly list: PagedList<Item>;
  /** What the list shows instead when it has no items. */
  readonly empty: ReactNode;
  readonly countText: (count: number) => string;
  readonly onOpen: (item: Item) => void;
  readonly isSelected?: ((item: Item) => boolean) | undefined;
  readonly onSelect?: ((item: Item) => void) | undefined;
}

/** A list of any length: only the rows in view are in the document, and only their pages are loaded. */
export function VirtualGrid<Item>({ label, className, columns, list, ...props }: VirtualGridProps<Item>) {
  const scroll = useRef<HTMLDivElement>(null);
  const knownCount = useRef(loadingRows);
  const height = useMediaQuery("(max-width: 48rem)") ? rowHeight.narrow : rowHeight.wide;
  const virtualizer = useVirtualizer({
    count: knownCount.current,
    getScrollElement: () => scroll.current,
    estimateSize: () => height,
    overscan: 6,
  });
  const rows = virtualizer.getVirtualItems();
  const pages = usePages(list, rows[0]?.index ?? 0, rows.at(-1)?.index ?? 0);
  knownCount.current = pages.count;
  const keys = useGridKeys(scroll, pages.count, (index) => virtualizer.scrollToIndex(index));
  if (pages.error !== null) return <ErrorNotice error={pages.error} />;
  if (pages.isEmpty) return props.empty;
  return (
    <>
      <GridCount pages={pages} text={props.countText} />
      <div className={`grid-head ${className}`} aria-hidden="true">
        {columns.map(({ title }) => (
          <span key={title}>{title}</span>
        ))}
      </div>
      <div
        ref={scroll}
        className="grid-rows"
        role="grid"
        tabIndex={-1}
        aria-label={label}
        aria-rowcount={pages.isComplete ? pages.count : -1}
        aria-multiselectable={props.onSelect && true}
        onKeyDown={keys.onKeyDown}
      >
        <div role="presentation" style={{ blockSize: virtualizer.getTotalSize() }}>
          {rows
            .filter(({ index }) => index < pages.count)
            .map(({ index, start }) => (
              <GridRow
                key={index}
                index={index}
                item={pages.itemAt(index)}
                className={className}
                style={{ transform: `translateY(${start}px)`, blockSize: height }}
                columns={columns}
                isActive={index === keys.active}
                onActivate={() => keys.setActive(index)}
                {...props}
              />
            ))}
        </div>
      </div>
    </>
  );
}
