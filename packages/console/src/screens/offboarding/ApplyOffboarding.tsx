import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type Offboarding, WhoselineError } from "@whoseline/sdk";
import { useState } from "react";
import { Button } from "../../components/Button.tsx";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { ReasonField } from "../../components/forms/ReasonField.tsx";
import { reportDone } from "../../components/toasts/toast-manager.ts";
import { organizationKey } from "../../data/keys.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import { client } from "../../session/client.ts";

interface ApplyOffboardingProps {
  readonly plan: Offboarding;
  readonly isPlanning: boolean;
  readonly onStale: () => void;
}

/** Carries out exactly the plan that is shown. */
export function ApplyOffboarding({ plan, isPlanning, onStale }: ApplyOffboardingProps) {
  const t = useText();
  const organization = useOrganization();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [reason, setReason] = useState("");
  const { name, id: user } = plan.user;
  const apply = useMutation({
    mutationFn: async () =>
      await client.users.offboard({ organization, user, token: plan.token, reason: reason || undefined }),
    onSuccess: async ({ id }) => {
      reportDone(t("{name} is taken out.", { name }));
      await navigate({
        to: "/o/$organization/offboardings/$offboarding",
        params: { organization, offboarding: id },
      });
      await queryClient.invalidateQueries({ queryKey: organizationKey(organization) });
    },
    onError: (error) => {
      if (isStale(error)) onStale();
    },
  });
  return (
    <form
      className="card form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!apply.isPending && !isPlanning) apply.mutate();
      }}
    >
      <ReasonField value={reason} onText={setReason} />
      {apply.isError && !isStale(apply.error) && <ErrorNotice error={apply.error} />}
      <div>
        <Button type="submit" kind="danger" isBusy={apply.isPending || isPlanning}>
          {apply.isPending
            ? t("Saving…")
            : t("Take out {name}: {count, plural, =0 {no number} one {# number} other {# numbers}}", {
                name,
                count: plan.numbers.length,
              })}
        </Button>
      </div>
    </form>
  );
}

const isStale = (error: unknown): boolean => error instanceof WhoselineError && error.code === "plan_stale";
