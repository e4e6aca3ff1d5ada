import type { WebhookWithProgress } from "@whoseline/sdk";
import { Instant } from "../../components/Instant.tsx";
import { useFormat } from "../../i18n/use-format.ts";
import { useText } from "../../i18n/use-text.ts";

export function WebhookFacts({ webhook }: { readonly webhook: WebhookWithProgress }) {
  const t = useText();
  const format = useFormat();
  const { url, kinds, progress, isOrdered, secretCreatedAt, previousSecretExpiresAt, id } = webhook;
  return (
    <section className="card" aria-label={t("Facts")}>
      <dl className="facts">
        <dt>{t("URL")}</dt>
        <dd>
          <bdi dir="ltr">{url}</bdi>
        </dd>
        <dt>{t("Events")}</dt>
        <dd>{kinds.length === 0 ? t("All events") : <code dir="ltr">{kinds.join(", ")}</code>}</dd>
        <dt>{t("Delivered up to event")}</dt>
        <dd>
          {format.count(progress.position)}{" "}
          <span className="quiet">{t("of {head}", { head: format.count(progress.head) })}</span>
        </dd>
        {progress.failures > 0 && (
          <>
            <dt>{t("Failures in a row")}</dt>
            <dd>{format.count(progress.failures)}</dd>
          </>
        )}
        <dt>{t("Order")}</dt>
        <dd>{isOrdered ? t("One after the other, in order") : t("In any order")}</dd>
        <dt>{t("Secret")}</dt>
        <dd>
          <Instant at={secretCreatedAt} />
          {previousSecretExpiresAt !== null && (
            <span className="quiet">
              {" · "}
              {t("the former one is valid until")} <Instant at={previousSecretExpiresAt} />
            </span>
          )}
        </dd>
        <dt>{t("ID")}</dt>
        <dd>
          <code dir="ltr">{id}</code>
        </dd>
      </dl>
    </section>
  );
}
