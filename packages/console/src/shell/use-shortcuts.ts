import { useEffect } from "react";
import { undoNewest } from "../components/toasts/toast-manager.ts";
import { showPalette, showShortcuts } from "../palette/overlay.ts";

/** Keys that work on every screen, except while a person types. */
export function useShortcuts(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k";
      if (isCommand) {
        event.preventDefault();
        showPalette();
      } else if (!(event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)))
        pressPlain(event);
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}

function pressPlain(event: KeyboardEvent): void {
  if (event.key === "u") undoNewest();
  else if (event.key === "?") showShortcuts();
  else if (event.key === "/") focusSearch(event);
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest("input:not([type=checkbox], [type=range]), textarea, select, [contenteditable]") !== null;

function focusSearch(event: KeyboardEvent): void {
  const search = document.querySelector<HTMLInputElement>("main input[type=search]");
  if (search === null) return;
  event.preventDefault();
  search.focus();
  search.select();
}
