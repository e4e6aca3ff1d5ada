import { PageHeader } from "../../components/PageHeader.tsx";
import { PreferenceFields } from "../../components/PreferenceFields.tsx";
import { useText } from "../../i18n/use-text.ts";
import { CallerCard } from "./CallerCard.tsx";
import { SessionsCard } from "./SessionsCard.tsx";

export function SettingsScreen() {
  const t = useText();
  return (
    <div className="screen">
      <PageHeader title={t("Settings")} />
      <div className="two-columns">
        <section className="card form" aria-labelledby="appearance">
          <h2 id="appearance">{t("Appearance")}</h2>
          <PreferenceFields />
        </section>
        <CallerCard />
        <SessionsCard />
      </div>
    </div>
  );
}
