import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { EmptyState } from "../../components/EmptyState.tsx";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { Instant } from "../../components/Instant.tsx";
import { ScrollRegion } from "../../components/ScrollRegion.tsx";
import { webhookAttemptsQuery } from "../../data/webhooks.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useFormat } from "../../i18n/use-format.ts";
import { useText } from "../../i18n/use-text.ts";
import { AttemptDialog } from "./AttemptDialog.tsx";

/** The last requests to a webhook. */
export function WebhookAttempts({ webhook }: { readonly webhook: string }) {
  const t = useText();
  const format = useFormat();
  const organization = useOrganization();
  const [search, changeUrl] = useUrlState();
  const { data, error } = useQuery(webhookAttemptsQuery(organization, webhook));
  const chosen = data?.find(({ serial }) => String(serial) === search.attempt);
  return (
    <section className="card" aria-labelledby="attempts">
      <h2 id="attempts">{t("Last requests")}</h2>
      {error !== null && <ErrorNotice error={error} />}
      {data?.length === 0 && <EmptyState sentence={t("Nothing has been sent yet.")} />}
      {data !== undefined && data.length > 0 && (
        <ScrollRegion label={t("Last requests")}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t("Sent")}</th>
                <th scope="col">{t("Event")}</th>
                <th scope="col">{t("Answer")}</th>
                <th scope="col">{t("Duration")}</th>
              </tr>
            </thead>
            <tbody>
              {data.map(({ serial, at, seq, response, failure, durationMs }) => (
                <tr key={serial}>
                  <td>
                    <Link to="." search={{ attempt: String(serial) } as never} resetScroll={false}>
                      <Instant at={at} />
                    </Link>
                  </td>
                  <td>{seq === null ? t("Test") : format.count(seq)}</td>
                  <td>
                    {response === null ? (
                      <bdi lang="en">{failure}</bdi>
                    ) : (
                      <code dir="ltr">{response.status}</code>
                    )}
                  </td>
                  <td dir="ltr">{format.count(durationMs)} ms</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
      {chosen !== undefined && (
        <AttemptDialog webhook={webhook} attempt={chosen} onClose={() => changeUrl({ attempt: undefined })} />
      )}
    </section>
  );
}
