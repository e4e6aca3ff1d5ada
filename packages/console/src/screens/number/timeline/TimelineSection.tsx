import type { Event, PhoneNumberDetails, TimelineInterval } from "@whoseline/sdk";
import { EmptyState } from "../../../components/EmptyState.tsx";
import { useNow } from "../../../hooks/use-now.ts";
import { useText } from "../../../i18n/use-text.ts";
import { AsOfSlider } from "./AsOfSlider.tsx";
import { TimelinePicture } from "./TimelinePicture.tsx";
import { TimelineTable } from "./TimelineTable.tsx";
import { timelineSpan } from "./timeline-span.ts";
import { useTimelineView } from "./use-timeline-view.ts";
import { ZoomButtons } from "./ZoomButtons.tsx";
import "./timeline.css";

interface TimelineSectionProps {
  readonly number: PhoneNumberDetails;
  readonly intervals: readonly TimelineInterval[];
  readonly history: readonly Event[];
  readonly asOf: number | undefined;
}

/** Who held the number, from when until when: a picture, and the same as a table. */
export function TimelineSection({ number, intervals, history, asOf }: TimelineSectionProps) {
  const t = useText();
  const now = useNow(60_000);
  const span = timelineSpan(number, intervals, now);
  const view = useTimelineView(span);
  return (
    <section className="card timeline" aria-labelledby="timeline">
      <div className="card-header">
        <h2 id="timeline">{t("Timeline")}</h2>
        {intervals.length > 0 && <ZoomButtons view={view} />}
      </div>
      {intervals.length === 0 ? (
        <EmptyState sentence={t("Nobody has held this number yet.")} />
      ) : (
        <>
          <TimelinePicture number={number} intervals={intervals} view={view.span} now={now} asOf={asOf} />
          <AsOfSlider span={span} now={now} asOf={asOf} />
          <TimelineTable intervals={intervals} history={history} />
        </>
      )}
    </section>
  );
}
