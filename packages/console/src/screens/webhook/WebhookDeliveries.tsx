import { useQuery } from "@tanstack/react-query";
import { Button } from "../../components/Button.tsx";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { Instant } from "../../components/Instant.tsx";
import { ScrollRegion } from "../../components/ScrollRegion.tsx";
import { webhookDeliveriesQuery } from "../../data/webhooks.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useFormat } from "../../i18n/use-format.ts";
import { useText } from "../../i18n/use-text.ts";
import { usePermissions } from "../../session/caller.ts";
import { useSendAgain } from "./use-send-again.ts";

/** The events that were set aside or are repeated, while later ones are delivered. Nothing when there is none. */
export function WebhookDeliveries({ webhook }: { readonly webhook: string }) {
  const t = useText();
  const format = useFormat();
  const { canChange } = usePermissions();
  const { data = [], error } = useQuery(webhookDeliveriesQuery(useOrganization(), webhook));
  const again = useSendAgain(webhook);
  if (error !== null) return <ErrorNotice error={error} />;
  if (data.length === 0) return null;
  return (
    <section className="card" aria-labelledby="deliveries">
      <h2 id="deliveries">{t("Not delivered")}</h2>
      {again.isError && <ErrorNotice error={again.error} />}
      <ScrollRegion label={t("Not delivered")}>
        <table className="table">
          <tbody>
            {data.map(({ seq, status, failures, lastFailedAt }) => (
              <tr key={seq}>
                <th scope="row">{t("Event {seq}", { seq })}</th>
                <td>{status === "dead" ? t("Set aside") : t("Is tried again")}</td>
                <td>
                  {t("Failures in a row")}: {format.count(failures)}, <Instant at={lastFailedAt} />
                </td>
                <td>
                  {canChange && (
                    <Button
                      className="button-small"
                      isBusy={again.isPending}
                      onClick={() => again.mutate(seq)}
                    >
                      {t("Send again")}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  );
}
