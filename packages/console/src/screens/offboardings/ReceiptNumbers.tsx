import { Link } from "@tanstack/react-router";
import type { Offboarding } from "@whoseline/sdk";
import { EmptyState } from "../../components/EmptyState.tsx";
import { Line } from "../../components/Line.tsx";
import { ScrollRegion } from "../../components/ScrollRegion.tsx";
import { stateText } from "../../components/StateBadge.tsx";
import { UserName } from "../../components/UserName.tsx";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";

/** Each number with its fate. */
export function ReceiptNumbers({ offboarding }: { readonly offboarding: Offboarding }) {
  const t = useText();
  const organization = useOrganization();
  return (
    <section className="card" aria-labelledby="receipt-numbers">
      <h2 id="receipt-numbers">{t("Numbers")}</h2>
      {offboarding.numbers.length === 0 && <EmptyState sentence={t("The user held no number.")} />}
      <ScrollRegion label={t("Numbers")}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t("Number")}</th>
              <th scope="col">{t("Label")}</th>
              <th scope="col">{t("Became")}</th>
            </tr>
          </thead>
          <tbody>
            {offboarding.numbers.map(({ line, assignment, toUserId, becomes }) => (
              <tr key={assignment.id}>
                <td>
                  <Link
                    to="/o/$organization/numbers/$number"
                    params={{ organization, number: assignment.numberId }}
                  >
                    <Line>{line}</Line>
                  </Link>
                </td>
                <td>
                  <bdi>{assignment.label ?? "–"}</bdi>
                </td>
                <td>{toUserId === null ? stateText(t, becomes) : <UserName userId={toUserId} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  );
}
