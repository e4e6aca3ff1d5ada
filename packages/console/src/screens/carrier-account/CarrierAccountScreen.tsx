import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { PageHeader } from "../../components/PageHeader.tsx";
import { ScreenLoading } from "../../components/ScreenLoading.tsx";
import { ScreenProblem } from "../../components/ScreenProblem.tsx";
import { carrierAccountQuery } from "../../data/carrier-accounts.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import { usePermissions } from "../../session/caller.ts";
import { AccountActions } from "./AccountActions.tsx";
import { AccountFacts } from "./AccountFacts.tsx";
import { SetupSheet } from "./SetupSheet.tsx";
import { SyncList } from "./SyncList.tsx";
import "./carrier-account.css";

/** An account at a carrier: what to enter there, and what happens to its calls and messages. */
export function CarrierAccountScreen() {
  const t = useText();
  const organization = useOrganization();
  const { canChange } = usePermissions();
  const { carrierAccount = "" } = useParams({ strict: false });
  const { data, error } = useQuery(carrierAccountQuery(organization, carrierAccount));
  if (error !== null)
    return (
      <ScreenProblem title={t("Carrier account")} error={error}>
        <Link to="/o/$organization/carrier-accounts" params={{ organization }}>
          {t("All carrier accounts")}
        </Link>
      </ScreenProblem>
    );
  if (data === undefined) return <ScreenLoading />;
  const { name, status } = data.account;
  return (
    <div className="screen">
      <PageHeader
        title={name}
        heading={<bdi>{name}</bdi>}
        note={<span className="badge">{status === "enabled" ? t("Enabled") : t("Disabled")}</span>}
      />
      {canChange && <AccountActions {...data} />}
      <SetupSheet id={carrierAccount} />
      <SyncList id={carrierAccount} />
      <AccountFacts account={data.account} />
    </div>
  );
}
