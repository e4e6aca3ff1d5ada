import type { CarrierAccount } from "@whoseline/sdk";
import { Instant } from "../../components/Instant.tsx";
import { carrierNames } from "../../data/carrier-names.ts";
import { useText } from "../../i18n/use-text.ts";
import { generalFields, policyFields, valuesOf } from "./account-fields.ts";

/** Who the account is at the carrier, and what happens to its calls and messages. */
export function AccountFacts({ account }: { readonly account: CarrierAccount }) {
  const t = useText();
  const { id, provider, apiUrl, secretNames, previousSecretsExpireAt } = account;
  const values = valuesOf(account);
  return (
    <div className="two-columns">
      <section className="card" aria-label={t("Facts")}>
        <dl className="facts">
          <dt>{t("Carrier")}</dt>
          <dd>{carrierNames[provider]}</dd>
          {generalFields(t, provider)
            .slice(1)
            .map(({ name, label }) => (
              <Fact key={name} label={label} value={values[name]} />
            ))}
          {apiUrl !== null && <Fact label={t("URL of the carrier's API")} value={apiUrl} />}
          <Fact label={t("Secrets that are set")} value={secretNames.join(", ")} />
          {previousSecretsExpireAt !== null && (
            <>
              <dt>{t("The old secrets stay valid until")}</dt>
              <dd>
                <Instant at={previousSecretsExpireAt} />
              </dd>
            </>
          )}
          <Fact label={t("ID")} value={id} />
        </dl>
      </section>
      <Policies account={account} />
    </div>
  );
}

function Policies({ account }: { readonly account: CarrierAccount }) {
  const t = useText();
  const values = valuesOf(account);
  const byReason = Object.entries(account.unansweredByReason);
  return (
    <section className="card" aria-labelledby="policies">
      <h2 id="policies">{t("Calls and messages")}</h2>
      <dl className="facts">
        {policyFields(t).map(({ name, label, kind }) => {
          const value = values[name];
          if (typeof kind === "object")
            return <Fact key={name} label={label} value={kind.find(([it]) => it === value)?.[1]} />;
          return (
            <Fact
              key={name}
              label={label}
              value={kind === "check" ? (value === "" ? t("No") : t("Yes")) : value}
            />
          );
        })}
        {byReason.map(([reason, { action, forwardTo }]) => (
          <Fact key={reason} label={reason} value={`${action} ${forwardTo ?? ""}`} />
        ))}
      </dl>
    </section>
  );
}

const Fact = ({ label, value }: { readonly label: string; readonly value: string | undefined }) => (
  <>
    <dt>{label}</dt>
    <dd>
      <bdi>{value || "–"}</bdi>
    </dd>
  </>
);
