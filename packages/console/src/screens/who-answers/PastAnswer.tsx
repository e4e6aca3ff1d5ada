import { useQuery } from "@tanstack/react-query";
import { EmptyState } from "../../components/EmptyState.tsx";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { flagsText } from "../../components/flag-texts.ts";
import { Instant } from "../../components/Instant.tsx";
import { ScreenLoading } from "../../components/ScreenLoading.tsx";
import { organizationKey } from "../../data/keys.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import { client } from "../../session/client.ts";

/** Who held the number at an instant of the past; the first one received its calls. */
export function PastAnswer({ number, asOf }: { readonly number: string; readonly asOf: string }) {
  const t = useText();
  const organization = useOrganization();
  const { data, error } = useQuery({
    queryKey: [...organizationKey(organization), "assignments", { number, asOf }],
    queryFn: ({ signal }) =>
      client.assignments.list({ organization, number, asOf }, { signal }).toArray({ max: 200 }),
  });
  if (error !== null) return <ErrorNotice error={error} />;
  if (data === undefined) return <ScreenLoading />;
  const holders = data.toSorted((a, b) => Number(b.isInboundEnabled) - Number(a.isInboundEnabled));
  return (
    <section className="card" aria-labelledby="past-answer">
      <h2 id="past-answer">
        {t("Held by, as of")} <Instant at={asOf} />
      </h2>
      {holders.length === 0 && <EmptyState sentence={t("Nobody held it then.")} />}
      <ul>
        {holders.map((holder) => (
          <li key={holder.id}>
            <strong>
              <bdi>{holder.userName}</bdi>
            </strong>{" "}
            <span className="quiet">{flagsText(t, holder)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
