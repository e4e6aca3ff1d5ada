import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { PlanRequest } from "@whoseline/sdk";
import { useState } from "react";
import { DialogForm } from "../../components/forms/DialogForm.tsx";
import { ReasonField } from "../../components/forms/ReasonField.tsx";
import { TextField } from "../../components/forms/TextField.tsx";
import { Modal } from "../../components/Modal.tsx";
import { type PickedUser, UserPicker } from "../../components/UserPicker.tsx";
import type { NumberFilters } from "../../data/numbers.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useText } from "../../i18n/use-text.ts";
import { client } from "../../session/client.ts";
import { type BulkAction, bulkActions, bulkText } from "./bulk-actions.ts";
import { type Selection, useSelection } from "./use-selection.ts";

/** The dialog of the action that the URL names. */
export function BulkDialog({ filters }: { readonly filters: NumberFilters }) {
  const [{ dialog }, changeUrl] = useUrlState();
  const { selection } = useSelection();
  const action = bulkActions.find((known) => known === dialog);
  if (action === undefined || (selection !== "all" && selection.size === 0)) return null;
  return (
    <PlanDialog
      action={action}
      numbers={selected(selection, filters)}
      onClose={() => changeUrl({ dialog: undefined })}
    />
  );
}

/** All that match are named by the filter, not one by one: the server freezes them in the plan. */
const selected = (selection: Selection, filters: NumberFilters): Pick<PlanRequest, "numbers" | "filter"> =>
  selection === "all"
    ? { filter: Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined)) }
    : { numbers: [...selection] };

interface PlanDialogProps {
  readonly action: BulkAction;
  readonly numbers: Pick<PlanRequest, "numbers" | "filter">;
  readonly onClose: () => void;
}

function PlanDialog({ action, numbers, onClose }: PlanDialogProps) {
  const t = useText();
  const organization = useOrganization();
  const navigate = useNavigate();
  const [user, setUser] = useState<PickedUser | null>(null);
  const [label, setLabel] = useState("");
  const [until, setUntil] = useState("");
  const [reason, setReason] = useState("");
  const needsUser = action === "assign" || action === "transfer" || action === "reserve";
  const plan = useMutation({
    mutationFn: async () =>
      await client.plans.create({
        organization,
        action,
        ...numbers,
        ...(reason !== "" && { reason }),
        ...(user !== null && action !== "reserve" && { toUser: user.id }),
        ...(action === "label" && { label: label || null }),
        ...(action === "reserve" &&
          user && { reservedFor: { user: user.id, until: new Date(until).toISOString() } }),
      }),
    onSuccess: ({ id }) =>
      navigate({ to: "/o/$organization/plans/$plan", params: { organization, plan: id } }),
  });
  return (
    <Modal
      title={bulkText(t, action)}
      description={t("The plan shows every number before anything changes.")}
      onClose={onClose}
    >
      <DialogForm
        submit={t("Make the plan")}
        isPending={plan.isPending}
        isReady={(!needsUser || user !== null) && (action !== "reserve" || until !== "")}
        error={plan.error}
        onSubmit={() => plan.mutate()}
        onClose={onClose}
      >
        {needsUser && (
          <UserPicker label={action === "reserve" ? t("For") : t("To")} value={user} onPick={setUser} />
        )}
        {action === "reserve" && (
          <TextField label={t("Until")} type="datetime-local" dir="ltr" value={until} onText={setUntil} />
        )}
        {action === "label" && (
          <TextField
            label={t("Label")}
            maxLength={200}
            value={label}
            onText={setLabel}
            hint={t("An empty label removes it.")}
          />
        )}
        <ReasonField value={reason} onText={setReason} />
      </DialogForm>
    </Modal>
  );
}
