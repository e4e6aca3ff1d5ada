import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Plan } from "@whoseline/sdk";
import { Button } from "../../components/Button.tsx";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { Instant } from "../../components/Instant.tsx";
import { reportDone } from "../../components/toasts/toast-manager.ts";
import { organizationKey } from "../../data/keys.ts";
import { planKey, untilDone } from "../../data/plans.ts";
import { useNow } from "../../hooks/use-now.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useFormat } from "../../i18n/use-format.ts";
import { useText } from "../../i18n/use-text.ts";
import { usePermissions } from "../../session/caller.ts";
import { client } from "../../session/client.ts";

/** The next step of a plan: to carry it out, or to undo it. */
export function PlanSteps({ plan }: { readonly plan: Plan }) {
  const t = useText();
  const format = useFormat();
  const { canChange } = usePermissions();
  const now = useNow(1000);
  const apply = usePlanStep(plan, "apply");
  const undo = usePlanStep(plan, "undo");
  const { change } = plan.counts.planned;
  const left = Date.parse(plan.expiresAt) - now;
  if (!canChange) return null;
  return (
    <div className="plan-steps">
      {(plan.status === "planned" || plan.status === "applying") && (
        <>
          <Button
            kind="primary"
            isBusy={apply.isPending}
            disabled={change === 0}
            onClick={() => apply.mutate()}
          >
            {apply.isPending
              ? t("Saving…")
              : t("{count, plural, =0 {Nothing to change} one {Change # number} other {Change # numbers}}", {
                  count: change,
                })}
          </Button>
          {left > 0 && (
            <span className="quiet">{t("{duration} left", { duration: format.duration(left) })}</span>
          )}
        </>
      )}
      {(plan.status === "applied" || plan.status === "undoing") && plan.undoableUntil !== null && (
        <>
          <Button isBusy={undo.isPending} onClick={() => undo.mutate()}>
            {undo.isPending ? t("Saving…") : t("Undo")}
          </Button>
          <span className="quiet">
            {t("Possible until")} <Instant at={plan.undoableUntil} />
          </span>
        </>
      )}
      {apply.isError && <ErrorNotice error={apply.error} />}
      {undo.isError && <ErrorNotice error={undo.error} />}
    </div>
  );
}

function usePlanStep({ id }: Plan, step: "apply" | "undo") {
  const t = useText();
  const organization = useOrganization();
  const queryClient = useQueryClient();
  const values = { organization, plan: id };
  return useMutation({
    mutationFn: () =>
      untilDone(() => (step === "apply" ? client.plans.apply(values) : client.plans.undo(values))),
    onSuccess: async (plan) => {
      queryClient.setQueryData(planKey(organization, id), plan);
      const { change, refused } = step === "apply" ? plan.counts.applied : plan.counts.undone;
      reportDone(
        t("{change, plural, one {# number changed} other {# numbers changed}}, {refused} refused.", {
          change,
          refused,
        }),
      );
      await queryClient.invalidateQueries({ queryKey: organizationKey(organization) });
    },
  });
}
