import { useQuery } from "@tanstack/react-query";
import type { InboundRoute, PhoneNumberDetails } from "@whoseline/sdk";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { RuleSentence } from "../../components/RuleSentence.tsx";
import { UserName } from "../../components/UserName.tsx";
import { inboundRouteQuery } from "../../data/routes.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";

/** Who answers a call to the number now, and why. */
export function WhoAnswersCard({ number }: { readonly number: PhoneNumberDetails }) {
  const t = useText();
  const organization = useOrganization();
  const { data, error } = useQuery({
    ...inboundRouteQuery(organization, number.provider, number.line),
    enabled: number.state !== "released",
  });
  if (number.state === "released") return null;
  return (
    <section className="card" aria-labelledby="who-answers">
      <h2 id="who-answers">{t("Who answers now")}</h2>
      {error !== null && <ErrorNotice error={error} />}
      {data !== undefined && <RouteAnswer route={data} />}
    </section>
  );
}

function RouteAnswer({ route }: { readonly route: InboundRoute }) {
  const t = useText();
  const { holder, why } = route;
  return (
    <>
      <p className="answer">{holder === null ? t("Nobody answers.") : <UserName userId={holder.userId} />}</p>
      {holder !== null && holder.endpoints.length > 0 && (
        <ol className="endpoints" aria-label={t("Endpoints, in this order")}>
          {holder.endpoints.map((endpoint) => (
            <li key={endpoint}>
              <code dir="ltr">{endpoint}</code>
            </li>
          ))}
        </ol>
      )}
      <p className="quiet">
        <RuleSentence {...why} />
      </p>
    </>
  );
}
