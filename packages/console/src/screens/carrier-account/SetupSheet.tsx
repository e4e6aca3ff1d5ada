import { useQuery } from "@tanstack/react-query";
import type { CarrierSetup } from "@whoseline/sdk";
import { CopyButton } from "../../components/CopyButton.tsx";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { ScreenLoading } from "../../components/ScreenLoading.tsx";
import { carrierSetupQuery } from "../../data/carrier-accounts.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { type Text, useText } from "../../i18n/use-text.ts";

/** Which URL to put where at the carrier, and what is missing here. The sentences are the carrier's and the server's. */
export function SetupSheet({ id }: { readonly id: string }) {
  const t = useText();
  const { data, error } = useQuery(carrierSetupQuery(useOrganization(), id));
  return (
    <section className="card" aria-labelledby="setup">
      <h2 id="setup">{t("Setup at the carrier")}</h2>
      {error !== null && <ErrorNotice error={error} />}
      {data === undefined && error === null && <ScreenLoading />}
      {data !== undefined && (
        <>
          {data.missing.length > 0 ? (
            <div className="notice notice-warning">
              <strong>{t("Missing here")}</strong>
              <Sentences sentences={data.missing} />
            </div>
          ) : (
            <p>{t("Nothing is missing here.")}</p>
          )}
          <Places webhooks={data.webhooks} />
          <h3>{t("Notes")}</h3>
          <Sentences sentences={data.notes} />
          {data.assumptions.length > 0 && (
            <>
              <h3>{t("Not documented by the carrier")}</h3>
              <Sentences sentences={data.assumptions} />
            </>
          )}
        </>
      )}
    </section>
  );
}

function Places({ webhooks }: Pick<CarrierSetup, "webhooks">) {
  const t = useText();
  return (
    <dl className="setup-places">
      {webhooks.map(({ purpose, url, method, where }) => (
        <div key={purpose}>
          <dt>{purposeText(t, purpose)}</dt>
          <dd>
            <span className="setup-url">
              <code dir="ltr">
                {method} {url}
              </code>
              <CopyButton text={url} label={purposeText(t, purpose)} />
            </span>
            <p className="quiet" lang="en" dir="ltr">
              {where}
            </p>
          </dd>
        </div>
      ))}
    </dl>
  );
}

const purposeText = (t: Text, purpose: CarrierSetup["webhooks"][number]["purpose"]): string =>
  ({ voice: t("Calls"), sms: t("Text messages"), status: t("The end of calls") })[purpose];

const Sentences = ({ sentences }: { readonly sentences: readonly string[] }) => (
  <ul lang="en" dir="ltr">
    {sentences.map((sentence) => (
      <li key={sentence}>{sentence}</li>
    ))}
  </ul>
);
