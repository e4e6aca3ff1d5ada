import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { Offboarding } from "@whoseline/sdk";
import { Button } from "../../components/Button.tsx";
import { Instant } from "../../components/Instant.tsx";
import { PageHeader } from "../../components/PageHeader.tsx";
import { ScreenLoading } from "../../components/ScreenLoading.tsx";
import { ScreenProblem } from "../../components/ScreenProblem.tsx";
import { offboardingQuery } from "../../data/offboardings.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import { downloadReceipt } from "./download-receipt.ts";
import { ReceiptNumbers } from "./ReceiptNumbers.tsx";
import { Restoration } from "./Restoration.tsx";
import { UndoOffboarding } from "./UndoOffboarding.tsx";

/** What an offboarding did, and its undo. */
export function OffboardingReceipt() {
  const t = useText();
  const organization = useOrganization();
  const { offboarding: id = "" } = useParams({ strict: false });
  const { data, error } = useQuery(offboardingQuery(organization, id));
  if (error !== null)
    return (
      <ScreenProblem title={t("Receipt")} error={error}>
        <Link to="/o/$organization/offboardings" params={{ organization }}>
          {t("All offboardings")}
        </Link>
      </ScreenProblem>
    );
  if (data === undefined) return <ScreenLoading />;
  return (
    <div className="screen">
      <PageHeader
        title={t("Receipt: {name}", { name: data.user.name })}
        note={
          <span className={data.status === "undone" ? "badge" : "badge badge-assigned"}>
            {data.status === "undone" ? t("Undone") : t("Carried out")}
          </span>
        }
        actions={
          <>
            <Button onClick={() => downloadReceipt(data)}>{t("Download as CSV")}</Button>
            <Button onClick={() => print()}>{t("Print")}</Button>
          </>
        }
      />
      <ReceiptFacts offboarding={data} />
      <UndoOffboarding offboarding={data} />
      <ReceiptNumbers offboarding={data} />
      {data.restoration !== null && <Restoration restoration={data.restoration} />}
    </div>
  );
}

function ReceiptFacts({ offboarding }: { readonly offboarding: Offboarding }) {
  const t = useText();
  const { id, appliedAt, undoneAt, apiKeyIds, groupIds } = offboarding;
  return (
    <section className="card" aria-label={t("Facts")}>
      <dl className="facts">
        <dt>{t("ID")}</dt>
        <dd>
          <code dir="ltr">{id}</code>
        </dd>
        {appliedAt !== null && (
          <>
            <dt>{t("Carried out")}</dt>
            <dd>
              <Instant at={appliedAt} />
            </dd>
          </>
        )}
        {undoneAt !== null && (
          <>
            <dt>{t("Undone")}</dt>
            <dd>
              <Instant at={undoneAt} />
            </dd>
          </>
        )}
        <dt>{t("API keys revoked")}</dt>
        <dd>{apiKeyIds.length}</dd>
        <dt>{t("Groups left")}</dt>
        <dd>{groupIds.length}</dd>
      </dl>
    </section>
  );
}
