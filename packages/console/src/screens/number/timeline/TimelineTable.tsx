import type { Event, TimelineInterval } from "@whoseline/sdk";
import { flagsText } from "../../../components/flag-texts.ts";
import { Instant } from "../../../components/Instant.tsx";
import { ScrollRegion } from "../../../components/ScrollRegion.tsx";
import { historyLimit } from "../../../data/number-history.ts";
import { useFormat } from "../../../i18n/use-format.ts";
import { useText } from "../../../i18n/use-text.ts";
import { howText, intervalId } from "./interval-sentence.ts";
import { UndoEventButton } from "./UndoEventButton.tsx";

interface TimelineTableProps {
  readonly intervals: readonly TimelineInterval[];
  readonly history: readonly Event[];
}

/** The timeline as a table, the newest first: how each interval began and ended, by whom and why. */
export function TimelineTable({ intervals, history }: TimelineTableProps) {
  const t = useText();
  const format = useFormat();
  return (
    <ScrollRegion label={t("Timeline as a table")}>
      <table className="table timeline-table">
        <thead>
          <tr>
            <th scope="col">{t("Held by")}</th>
            <th scope="col">{t("Rights")}</th>
            <th scope="col">{t("Began")}</th>
            <th scope="col">{t("Ended")}</th>
          </tr>
        </thead>
        <tbody>
          {intervals.toReversed().map((interval) => (
            <tr key={intervalId(interval)} id={intervalId(interval)} tabIndex={-1}>
              <th scope="row">
                <bdi>{interval.userName}</bdi>
                {interval.label !== null && (
                  <>
                    {" "}
                    <bdi className="quiet">{interval.label}</bdi>
                  </>
                )}
              </th>
              <td>{flagsText(t, interval)}</td>
              <td>
                <Change change={interval.began} history={history} />
              </td>
              <td>
                {interval.ended === null ? (
                  <span className="quiet">{t("holds it now")}</span>
                ) : (
                  <Change change={interval.ended} history={history} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {intervals.length >= historyLimit && (
        <p className="quiet">
          {t("Only the first {count} intervals are shown.", { count: format.count(historyLimit) })}
        </p>
      )}
    </ScrollRegion>
  );
}

type IntervalChange = TimelineInterval["began"] | NonNullable<TimelineInterval["ended"]>;

function Change({
  change,
  history,
}: {
  readonly change: IntervalChange;
  readonly history: readonly Event[];
}) {
  const t = useText();
  return (
    <>
      <div>
        <Instant at={change.at} />
      </div>
      <div className="quiet">
        {howText(t, change.how)} · <bdi>{change.by.userName ?? t("the operator")}</bdi>
        {change.reason !== null && (
          <>
            {" · "}
            <bdi>{change.reason}</bdi>
          </>
        )}
      </div>
      <UndoEventButton seq={change.seq} history={history} />
    </>
  );
}
