import { useSyncExternalStore } from "react";

/** What is open over every screen: the command palette, or the list of keys. */
export type Overlay = "palette" | "shortcuts" | undefined;

const listeners = new Set<() => void>();
let overlay: Overlay;

export const showPalette = (): void => setOverlay("palette");
export const showShortcuts = (): void => setOverlay("shortcuts");
export const closeOverlay = (): void => setOverlay(undefined);

export const useOverlay = (): Overlay =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => overlay,
  );

function setOverlay(next: Overlay): void {
  overlay = next;
  for (const listener of listeners) listener();
}
