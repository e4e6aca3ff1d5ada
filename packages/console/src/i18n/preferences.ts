import { useSyncExternalStore } from "react";

export type Language = "en" | "fa";
export type Theme = "system" | "light" | "dark";
export type Digits = "latin" | "persian";

/** What a person chose for this browser. It contains no secret. */
export interface Preferences {
  readonly language: Language;
  readonly theme: Theme;
  /** The digits of dates and counts in Persian; phone numbers always have Latin digits. */
  readonly digits: Digits;
}

const storageKey = "whoseline.preferences";
const listeners = new Set<() => void>();
let present: Preferences | undefined;

export function readPreferences(): Preferences {
  present ??= { ...defaults(), ...stored() };
  return present;
}

export function storePreferences(changes: Partial<Preferences>): void {
  present = { ...readPreferences(), ...changes };
  try {
    localStorage.setItem(storageKey, JSON.stringify(present));
  } catch {
    // Without storage the choice lasts until the page is closed.
  }
  for (const listener of listeners) listener();
}

export const usePreferences = (): Preferences => useSyncExternalStore(subscribe, readPreferences);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const defaults = (): Preferences => ({
  language: navigator.languages.some((language) => language.startsWith("fa")) ? "fa" : "en",
  theme: "system",
  digits: "persian",
});

function stored(): Partial<Preferences> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(storageKey) ?? "{}");
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
