import { useQuery } from "@tanstack/react-query";
import { EmptyState } from "../../components/EmptyState.tsx";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { flagsText } from "../../components/flag-texts.ts";
import { Instant } from "../../components/Instant.tsx";
import { Line } from "../../components/Line.tsx";
import { ScreenLoading } from "../../components/ScreenLoading.tsx";
import { organizationKey } from "../../data/keys.ts";
import { providerNames } from "../../data/numbers.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import { usePermissions } from "../../session/caller.ts";
import { client } from "../../session/client.ts";

/** The numbers of the person who is signed in. */
export function MyNumbers() {
  const t = useText();
  const organization = useOrganization();
  const { caller } = usePermissions();
  const user = caller.user.id;
  const { data, error } = useQuery({
    queryKey: [...organizationKey(organization), "assignments", user],
    queryFn: ({ signal }) =>
      client.assignments.list({ organization, user }, { signal }).toArray({ max: 1000 }),
  });
  if (error !== null) return <ErrorNotice error={error} />;
  if (data === undefined) return <ScreenLoading />;
  return (
    <section className="card" aria-labelledby="my-numbers">
      <h2 id="my-numbers">{t("My numbers")}</h2>
      {data.length === 0 && <EmptyState sentence={t("You hold no number. Ask an administrator for one.")} />}
      <ul className="my-numbers">
        {data.map((assignment) => (
          <li key={assignment.id}>
            <strong>
              <Line>{assignment.line}</Line>
            </strong>{" "}
            {assignment.label !== null && <bdi>{assignment.label}</bdi>}
            <p className="quiet">
              {providerNames[assignment.provider]} · {flagsText(t, assignment)} · {t("since")}{" "}
              <Instant at={assignment.assignedAt} />
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
