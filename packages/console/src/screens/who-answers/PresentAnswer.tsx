import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { InboundRoute, Provider } from "@whoseline/sdk";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { Instant } from "../../components/Instant.tsx";
import { Line } from "../../components/Line.tsx";
import { RuleSentence } from "../../components/RuleSentence.tsx";
import { ScreenLoading } from "../../components/ScreenLoading.tsx";
import { UserName } from "../../components/UserName.tsx";
import { inboundRouteQuery } from "../../data/routes.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useFormat } from "../../i18n/use-format.ts";
import { useText } from "../../i18n/use-text.ts";

/** The path of a call: the number, the rule that decided, the person and where they are reached. */
export function PresentAnswer({ provider, to }: { readonly provider: Provider; readonly to: string }) {
  const t = useText();
  const organization = useOrganization();
  const { data: route, error } = useQuery(inboundRouteQuery(organization, provider, to));
  if (error !== null) return <ErrorNotice error={error} />;
  if (route === undefined) return <ScreenLoading />;
  const { holder, numberId, why } = route;
  return (
    <section className="card" aria-label={t("Answer")}>
      <ol className="call-path">
        <li>
          <h2>{t("Number")}</h2>
          {numberId === null ? (
            <Line>{to}</Line>
          ) : (
            <Link to="/o/$organization/numbers/$number" params={{ organization, number: numberId }}>
              <Line>{to}</Line>
            </Link>
          )}
        </li>
        <li>
          <h2>{t("Rule")}</h2>
          <code dir="ltr">{why.rule}</code>
          <p>
            <RuleSentence {...why} />
          </p>
        </li>
        <li>
          <h2>{t("Answers")}</h2>
          <p className="answer">{holder === null ? t("Nobody") : <UserName userId={holder.userId} />}</p>
          {holder !== null && (
            <p className="quiet">
              {t("since")} <Instant at={holder.since} />
            </p>
          )}
        </li>
        <li>
          <h2>{t("Endpoints, in this order")}</h2>
          <EndpointList endpoints={holder?.endpoints ?? []} />
        </li>
      </ol>
      <Overridden route={route} />
      <Source route={route} />
    </section>
  );
}

function EndpointList({ endpoints }: { readonly endpoints: readonly string[] }) {
  if (endpoints.length === 0) return <p>–</p>;
  return (
    <ol className="endpoints">
      {endpoints.map((endpoint) => (
        <li key={endpoint}>
          <code dir="ltr">{endpoint}</code>
        </li>
      ))}
    </ol>
  );
}

/** The rules that also applied, and lost. */
function Overridden({ route: { why } }: { readonly route: InboundRoute }) {
  const t = useText();
  if (why.overridden.length === 0) return null;
  return (
    <>
      <h2>{t("Rules that were overridden")}</h2>
      <ul>
        {why.overridden.map((reason) => (
          <li key={reason.rule}>
            <code dir="ltr">{reason.rule}</code>: <RuleSentence {...reason} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Source({ route: { source, ageMs } }: { readonly route: InboundRoute }) {
  const t = useText();
  const format = useFormat();
  return (
    <p className="quiet">
      {source === "memory"
        ? t("From memory, with every change older than {duration}.", { duration: format.duration(ageMs) })
        : t("From the database.")}
    </p>
  );
}
