import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { Plan } from "@whoseline/sdk";
import { PageHeader } from "../../components/PageHeader.tsx";
import { ScreenLoading } from "../../components/ScreenLoading.tsx";
import { ScreenProblem } from "../../components/ScreenProblem.tsx";
import { planQuery } from "../../data/plans.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { type Text, useText } from "../../i18n/use-text.ts";
import { bulkText } from "../numbers/bulk-actions.ts";
import { PlanCounts } from "./PlanCounts.tsx";
import { PlanItems } from "./PlanItems.tsx";
import { PlanSteps } from "./PlanSteps.tsx";
import "./plan.css";

/** A change of many numbers: what it would do to each, then what it did, and its undo. */
export function PlanScreen() {
  const t = useText();
  const organization = useOrganization();
  const { plan: id = "" } = useParams({ strict: false });
  const { data: plan, error } = useQuery(planQuery(organization, id));
  if (error !== null)
    return (
      <ScreenProblem title={t("Plan")} error={error}>
        <Link to="/o/$organization/numbers" params={{ organization }}>
          {t("All numbers")}
        </Link>
      </ScreenProblem>
    );
  if (plan === undefined) return <ScreenLoading />;
  return (
    <div className="screen grid-screen">
      <PageHeader
        title={`${t("Plan")}: ${bulkText(t, plan.action.kind)}`}
        note={<span className="badge">{statusText(t, plan.status)}</span>}
      />
      <p lang="en" dir="ltr" className="plan-sentence">
        {plan.sentence}
      </p>
      <PlanCounts plan={plan} />
      <PlanSteps plan={plan} />
      <PlanItems plan={plan} />
    </div>
  );
}

const statusText = (t: Text, status: Plan["status"]): string =>
  ({
    planned: t("Planned: nothing has changed yet"),
    applying: t("Being carried out"),
    applied: t("Carried out"),
    undoing: t("Being undone"),
    undone: t("Undone"),
    expired: t("Expired"),
  })[status];
