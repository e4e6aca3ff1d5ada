import type { Provider } from "@whoseline/sdk";
import { useState } from "react";
import { Button } from "../../components/Button.tsx";
import { EmptyState } from "../../components/EmptyState.tsx";
import { SelectField } from "../../components/forms/SelectField.tsx";
import { TextField } from "../../components/forms/TextField.tsx";
import { normalizeSearch } from "../../components/normalize-search.ts";
import { PageHeader } from "../../components/PageHeader.tsx";
import { providerNames, providers } from "../../data/numbers.ts";
import { parseAsOf } from "../../hooks/parse-as-of.ts";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useText } from "../../i18n/use-text.ts";
import { PastAnswer } from "./PastAnswer.tsx";
import { PresentAnswer } from "./PresentAnswer.tsx";
import "./who-answers.css";

/** A number in, the person who answers out: now, or at an instant of the past. */
export function WhoAnswersScreen() {
  const t = useText();
  const [search] = useUrlState();
  const provider = providers.find((known) => known === search.provider);
  const { to, at } = search;
  const asOf = parseAsOf(at);
  return (
    <div className="screen">
      <PageHeader title={t("Who answers")} />
      <LookupForm />
      {to === undefined || provider === undefined ? (
        <EmptyState sentence={t("Enter a number to see who answers its calls, and why.")} />
      ) : asOf === undefined ? (
        <PresentAnswer provider={provider} to={to} />
      ) : (
        <PastAnswer number={to} asOf={new Date(asOf).toISOString()} />
      )}
    </div>
  );
}

function LookupForm() {
  const t = useText();
  const [search, changeUrl] = useUrlState();
  const [provider, setProvider] = useState<Provider>(
    providers.find((known) => known === search.provider) ?? "twilio",
  );
  const [to, setTo] = useState(search.to ?? "");
  const [at, setAt] = useState(search.at ?? "");
  return (
    <form
      className="card lookup-form"
      onSubmit={(event) => {
        event.preventDefault();
        changeUrl({ provider, to: normalizeSearch(to) || undefined, at: at || undefined });
      }}
    >
      <TextField
        label={t("Number")}
        type="tel"
        dir="ltr"
        required
        placeholder="+14165550102"
        value={to}
        onText={setTo}
      />
      <SelectField
        label={t("Provider")}
        value={provider}
        options={providers.map((name) => [name, providerNames[name]] as const)}
        onValue={setProvider}
      />
      <TextField label={t("As of (optional)")} type="datetime-local" dir="ltr" value={at} onText={setAt} />
      <Button type="submit" kind="primary">
        {t("Look up")}
      </Button>
    </form>
  );
}
