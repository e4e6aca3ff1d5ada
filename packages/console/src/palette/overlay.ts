import { sharedValue } from "../hooks/shared-value.ts";

/** What is open over every screen: the command palette, or the list of keys. */
export type Overlay = "palette" | "shortcuts" | undefined;

const overlay = sharedValue<Overlay>(undefined);

export const showPalette = (): void => overlay.set("palette");
export const showShortcuts = (): void => overlay.set("shortcuts");
export const closeOverlay = (): void => overlay.set(undefined);

export const useOverlay = overlay.use;
