import { useState } from "react";
import type { Span } from "./timeline-span.ts";

/** The smallest part of time that is shown: 15 minutes. */
const smallestMs = 15 * 60_000;

export interface TimelineView {
  readonly span: Span;
  readonly canZoomIn: boolean;
  readonly showsAll: boolean;
  readonly zoom: (factor: number) => void;
  /** Moves by a part of what is shown, to the past when it is negative. */
  readonly pan: (part: number) => void;
  readonly showAll: () => void;
}

/** What part of the timeline is shown: all of it, until a person zooms. */
export function useTimelineView(all: Span): TimelineView {
  const [chosen, setChosen] = useState<Span>();
  const span = chosen ?? all;
  const size = span.to - span.from;
  const show = (from: number, wanted: number) => {
    const next = Math.max(smallestMs, wanted);
    if (next >= all.to - all.from) return setChosen(undefined);
    const start = Math.min(Math.max(from, all.from), all.to - next);
    setChosen({ from: start, to: start + next });
  };
  return {
    span,
    canZoomIn: size > smallestMs,
    showsAll: chosen === undefined,
    // Zooming in keeps the end in view: the recent past is what is mostly looked for.
    zoom: (factor) => show(span.to - size * factor, size * factor),
    pan: (part) => show(span.from + size * part, size),
    showAll: () => setChosen(undefined),
  };
}
