import type { CSSProperties, KeyboardEvent, MouseEvent } from "react";
import { useText } from "../../i18n/use-text.ts";
import type { Column } from "./VirtualGrid.tsx";

interface GridRowProps<Item> {
  readonly index: number;
  /** Undefined while its page is loading. */
  readonly item: Item | undefined;
  readonly className: string;
  readonly style: CSSProperties;
  readonly columns: readonly Column<Item>[];
  readonly isActive: boolean;
  readonly onActivate: () => void;
  readonly onOpen: (item: Item) => void;
  readonly isSelected?: ((item: Item) => boolean) | undefined;
  readonly onSelect?: ((item: Item) => void) | undefined;
}

/** A row opens with Enter or a click, and is selected with the space bar where rows can be selected. */
export function GridRow<Item>({ index, item, className, style, columns, ...props }: GridRowProps<Item>) {
  const t = useText();
  const { onOpen, isSelected, onSelect } = props;
  const press = (event: KeyboardEvent) => {
    if (item === undefined || event.target !== event.currentTarget) return;
    if (event.key === "Enter") onOpen(item);
    else if (event.key === " " && onSelect) onSelect(item);
    else return;
    event.preventDefault();
  };
  const click = ({ target }: MouseEvent) => {
    const isControl = target instanceof Element && target.closest("a, input, button, label") !== null;
    if (item !== undefined && !isControl && getSelection()?.isCollapsed !== false) onOpen(item);
  };
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      aria-selected={item !== undefined && isSelected ? isSelected(item) : undefined}
      data-index={index}
      className={`grid-row ${className}`}
      style={style}
      tabIndex={props.isActive ? 0 : -1}
      onFocus={props.onActivate}
      onKeyDown={press}
      onClick={click}
    >
      {item === undefined ? (
        <span role="gridcell" className="quiet">
          {t("Loading…")}
        </span>
      ) : (
        columns.map(({ title, cell }) => (
          <span key={title} role="gridcell">
            {cell(item)}
          </span>
        ))
      )}
    </div>
  );
}
