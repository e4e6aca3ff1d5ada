import { lazy, Suspense } from "react";
import { closeOverlay, useOverlay } from "../palette/overlay.ts";

const Palette = lazy(async () => ({ default: (await import("../palette/Palette.tsx")).Palette }));
const Shortcuts = lazy(async () => ({ default: (await import("../palette/Shortcuts.tsx")).Shortcuts }));

/** The command palette and the list of keys, loaded when they are first opened. */
export function Overlays() {
  const overlay = useOverlay();
  return (
    <Suspense>
      {overlay === "palette" && <Palette onClose={closeOverlay} />}
      {overlay === "shortcuts" && <Shortcuts onClose={closeOverlay} />}
    </Suspense>
  );
}
