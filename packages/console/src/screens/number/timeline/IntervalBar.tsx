import type { TimelineInterval } from "@whoseline/sdk";
import { useFormat } from "../../../i18n/use-format.ts";
import { useText } from "../../../i18n/use-text.ts";
import { intervalId, intervalSentence } from "./interval-sentence.ts";
import type { Place } from "./TimelinePicture.tsx";
import type { Span } from "./timeline-span.ts";

interface IntervalBarProps {
  readonly interval: TimelineInterval;
  readonly view: Span;
  readonly place: Place;
  readonly now: number;
}

/** The smallest width of a bar in pixels, which is also the smallest target of a click. */
const smallestWidth = 24;

/** One interval: a link to its row of the table, with a sentence as its name. */
export function IntervalBar({ interval, view, place, now }: IntervalBarProps) {
  const t = useText();
  const format = useFormat();
  const from = Math.max(Date.parse(interval.since), view.from);
  const to = Math.min(interval.until === null ? now : Date.parse(interval.until), view.to);
  if (to < from) return null;
  const [start, end] = [Math.min(place(from), place(to)), Math.max(place(from), place(to))];
  const width = Math.max(2, end - start);
  const target = Math.max(width, smallestWidth);
  const sentence = intervalSentence(t, format, interval);
  return (
    <a href={`#${intervalId(interval)}`} aria-label={sentence} className="interval">
      <title>{sentence}</title>
      <rect className="interval-target" x={start - (target - width) / 2} y={16} width={target} height={24} />
      <rect
        className={interval.isInboundEnabled ? "interval-inbound" : "interval-outbound"}
        x={start}
        y={20}
        width={width}
        height={16}
        rx={3}
      />
    </a>
  );
}
