import { Link } from "@tanstack/react-router";
import type { TimelineInterval } from "@whoseline/sdk";
import { EmptyState } from "../../components/EmptyState.tsx";
import { flagsText } from "../../components/flag-texts.ts";
import { Instant } from "../../components/Instant.tsx";
import { Line } from "../../components/Line.tsx";
import { ScrollRegion } from "../../components/ScrollRegion.tsx";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";

/** The numbers that a user holds and held, the newest first. */
export function HeldNumbers({ intervals }: { readonly intervals: readonly TimelineInterval[] }) {
  const t = useText();
  const organization = useOrganization();
  return (
    <section className="card" aria-labelledby="held-numbers">
      <h2 id="held-numbers">{t("Numbers, now and formerly")}</h2>
      {intervals.length === 0 ? (
        <EmptyState sentence={t("This user has never held a number.")} />
      ) : (
        <ScrollRegion label={t("Numbers, now and formerly")}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t("Number")}</th>
                <th scope="col">{t("Rights")}</th>
                <th scope="col">{t("From")}</th>
                <th scope="col">{t("Until")}</th>
              </tr>
            </thead>
            <tbody>
              {intervals.toReversed().map((interval) => (
                <tr key={`${interval.assignmentId} ${interval.began.seq}`}>
                  <td>
                    <Link
                      to="/o/$organization/numbers/$number"
                      params={{ organization, number: interval.numberId }}
                    >
                      <Line>{interval.line}</Line>
                    </Link>
                    {interval.label !== null && (
                      <>
                        {" "}
                        <bdi className="quiet">{interval.label}</bdi>
                      </>
                    )}
                  </td>
                  <td>{flagsText(t, interval)}</td>
                  <td>
                    <Instant at={interval.since} />
                  </td>
                  <td>{interval.until === null ? t("now") : <Instant at={interval.until} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </section>
  );
}
