import type { PhoneNumberDetails, TimelineInterval } from "@whoseline/sdk";
import { useWidth } from "../../../hooks/use-width.ts";
import { usePreferences } from "../../../i18n/preferences.ts";
import { useText } from "../../../i18n/use-text.ts";
import { Bands } from "./Bands.tsx";
import { IntervalBar } from "./IntervalBar.tsx";
import { gaps, toLanes } from "./lanes.ts";
import { TimeAxis } from "./TimeAxis.tsx";
import { positionOf, type Span } from "./timeline-span.ts";

interface TimelinePictureProps {
  readonly number: PhoneNumberDetails;
  readonly intervals: readonly TimelineInterval[];
  readonly view: Span;
  readonly now: number;
  readonly asOf: number | undefined;
}

/** Heights in pixels: a lane with its name, and the axis below. */
const laneHeight = 44;
const axisHeight = 26;

/** Maps an instant to pixels from the edge at which the document's lines begin. */
export type Place = (at: number) => number;

/** A lane for each holder; time runs in the direction of the text. */
export function TimelinePicture({ number, intervals, view, now, asOf }: TimelinePictureProps) {
  const t = useText();
  const [width, ref] = useWidth();
  const isRtl = usePreferences().language === "fa";
  const lanes = toLanes(intervals);
  const height = lanes.length * laneHeight;
  const place: Place = (at) => {
    const x = positionOf(at, view, width);
    return isRtl ? width - x : x;
  };
  return (
    <div ref={ref} className="timeline-picture">
      {width > 0 && (
        <svg
          width={width}
          height={height + axisHeight}
          role="group"
          aria-label={t("Timeline of the holders")}
        >
          <TimeAxis view={view} width={width} height={height} place={place} />
          <Bands
            number={number}
            gaps={gaps(intervals, Math.min(now, view.to))}
            height={height}
            place={place}
          />
          {lanes.map((lane, row) => (
            <g key={lane.userId} transform={`translate(0 ${row * laneHeight})`}>
              <text className="lane-name" x={isRtl ? width : 0} y={14}>
                {lane.userName}
              </text>
              {lane.intervals.map((interval) => (
                <IntervalBar
                  key={`${interval.assignmentId} ${interval.since}`}
                  {...{ interval, view, place, now }}
                />
              ))}
            </g>
          ))}
          <Marker className="now-line" at={now} {...{ place, view, height }} />
          {asOf !== undefined && <Marker className="as-of-line" at={asOf} {...{ place, view, height }} />}
        </svg>
      )}
    </div>
  );
}

interface MarkerProps {
  readonly className: string;
  readonly at: number;
  readonly place: Place;
  readonly view: Span;
  readonly height: number;
}

function Marker({ className, at, place, view, height }: MarkerProps) {
  if (at < view.from || at > view.to) return null;
  return <line className={className} x1={place(at)} x2={place(at)} y1={0} y2={height} />;
}
