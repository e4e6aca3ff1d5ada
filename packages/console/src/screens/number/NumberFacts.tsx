import type { PhoneNumberDetails } from "@whoseline/sdk";
import { Instant } from "../../components/Instant.tsx";
import { UserName } from "../../components/UserName.tsx";
import { providerNames } from "../../data/numbers.ts";
import { type Text, useText } from "../../i18n/use-text.ts";

export function NumberFacts({ number }: { readonly number: PhoneNumberDetails }) {
  const t = useText();
  const { reservedFor, coolingUntil } = number;
  return (
    <section className="card" aria-labelledby="facts">
      <h2 id="facts" className="visually-hidden">
        {t("Facts")}
      </h2>
      <dl className="facts">
        <dt>{t("Provider")}</dt>
        <dd>{providerNames[number.provider]}</dd>
        <dt>{t("Kind")}</dt>
        <dd>{kindText(t, number.kind)}</dd>
        <dt>{t("Alias")}</dt>
        <dd>
          <bdi>{number.alias ?? "–"}</bdi>
        </dd>
        <dt>{t("Added")}</dt>
        <dd>
          <Instant at={number.addedAt} />
        </dd>
        {number.state === "cooling" && coolingUntil !== null && (
          <>
            <dt>{t("Cools down until")}</dt>
            <dd>
              <Instant at={coolingUntil} />
            </dd>
          </>
        )}
        {reservedFor !== null && (
          <>
            <dt>{t("Reserved for")}</dt>
            <dd>
              {reservedFor.userId === null ? (
                <bdi dir="ltr">{reservedFor.email}</bdi>
              ) : (
                <UserName userId={reservedFor.userId} />
              )}{" "}
              {t("until")} <Instant at={reservedFor.until} />
            </dd>
          </>
        )}
        {number.releasedAt !== null && (
          <>
            <dt>{t("Released")}</dt>
            <dd>
              <Instant at={number.releasedAt} />
            </dd>
          </>
        )}
        <dt>{t("ID")}</dt>
        <dd>
          <code dir="ltr">{number.id}</code>
        </dd>
      </dl>
    </section>
  );
}

const kindText = (t: Text, kind: PhoneNumberDetails["kind"]): string =>
  ({
    e164: t("Phone number"),
    senderLine: t("Sender line"),
    shortCode: t("Short code"),
    alphanumeric: t("Sender ID"),
  })[kind];
