import { useFormat } from "../../../i18n/use-format.ts";
import type { Place } from "./TimelinePicture.tsx";
import { ticksOf } from "./ticks.ts";
import type { Span } from "./timeline-span.ts";

interface TimeAxisProps {
  readonly view: Span;
  readonly width: number;
  readonly height: number;
  readonly place: Place;
}

/** The width of one label in pixels. */
const labelWidth = 110;

export function TimeAxis({ view, width, height, place }: TimeAxisProps) {
  const format = useFormat();
  const { at, hasTimes } = ticksOf(view, Math.max(2, Math.floor(width / labelWidth)));
  const inside = at.filter((tick) => place(tick) > labelWidth / 2 && place(tick) < width - labelWidth / 2);
  return (
    <g aria-hidden="true">
      {inside.map((tick) => (
        <g key={tick}>
          <line className="tick" x1={place(tick)} x2={place(tick)} y1={0} y2={height} />
          <text className="tick-label" x={place(tick)} y={height + 18} textAnchor="middle">
            {hasTimes ? `${format.date(tick)} ${format.time(tick)}` : format.date(tick)}
          </text>
        </g>
      ))}
    </g>
  );
}
