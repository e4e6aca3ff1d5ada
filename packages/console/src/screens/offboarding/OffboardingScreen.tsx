import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { Offboarding } from "@whoseline/sdk";
import { useState } from "react";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { PageHeader } from "../../components/PageHeader.tsx";
import { ScreenLoading } from "../../components/ScreenLoading.tsx";
import { userQuery } from "../../data/users.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import { ApplyOffboarding } from "./ApplyOffboarding.tsx";
import { type Choices, noChoices, planQuery } from "./offboarding-plan.ts";
import { PlanDifferenceNotice } from "./PlanDifferenceNotice.tsx";
import { PlannedAccess } from "./PlannedAccess.tsx";
import { PlannedNumbers } from "./PlannedNumbers.tsx";
import "./offboarding.css";

/** Removes a user: a plan with the fate of every number and key, one button, and a receipt that can be undone. */
export function OffboardingScreen() {
  const t = useText();
  const organization = useOrganization();
  const { user = "" } = useParams({ strict: false });
  const record = useQuery(userQuery(organization, user));
  const [choices, setChoices] = useState<Choices>(noChoices);
  const [former, setFormer] = useState<Offboarding>();
  const plan = useQuery(planQuery(organization, user, choices));
  const error = record.error ?? plan.error;
  const name = record.data?.user.name ?? "";
  const replan = async (stale: Offboarding) => {
    setFormer(stale);
    await plan.refetch();
  };
  return (
    <div className="screen">
      <PageHeader
        title={t("Take out {name}", { name })}
        heading={
          <>
            {t("Take out")} <bdi>{name}</bdi>
          </>
        }
      />
      <p className="quiet">
        {t(
          "Nothing has changed yet. This is the plan; you can undo it for 30 days after it was carried out.",
        )}
      </p>
      {error !== null && <ErrorNotice error={error} />}
      {plan.data === undefined && error === null && <ScreenLoading />}
      {plan.data !== undefined && (
        <>
          {former !== undefined && <PlanDifferenceNotice former={former} present={plan.data} />}
          <PlannedNumbers plan={plan.data} choices={choices} onChoose={setChoices} />
          <PlannedAccess plan={plan.data} choices={choices} onChoose={setChoices} />
          <ApplyOffboarding
            plan={plan.data}
            isPlanning={plan.isFetching}
            onStale={() => plan.data && replan(plan.data)}
          />
        </>
      )}
    </div>
  );
}
