import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";

/** Rows of Page Up and Page Down. */
const pageRows = 15;

/** One row of the grid takes the focus; the arrow keys move it. Enter and clicks are the row's. */
export function useGridKeys(
  grid: RefObject<HTMLElement | null>,
  count: number,
  scrollTo: (index: number) => void,
) {
  const [active, setActive] = useState(0);
  const moves = useRef(false);
  useEffect(() => {
    const row = grid.current?.querySelector<HTMLElement>(`[data-index="${active}"]`);
    if (!moves.current || !row) return;
    moves.current = false;
    row.focus({ preventScroll: true });
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const next = nextRow(event.key, active, count);
    if (next === undefined) return;
    event.preventDefault();
    moves.current = true;
    setActive(next);
    scrollTo(next);
  };
  return { active, setActive, onKeyDown };
}

function nextRow(key: string, row: number, count: number): number | undefined {
  const rows: Readonly<Record<string, number>> = {
    ArrowDown: row + 1,
    ArrowUp: row - 1,
    PageDown: row + pageRows,
    PageUp: row - pageRows,
    Home: 0,
    End: count - 1,
  };
  const next = rows[key];
  return next === undefined ? undefined : Math.max(0, Math.min(count - 1, next));
}
