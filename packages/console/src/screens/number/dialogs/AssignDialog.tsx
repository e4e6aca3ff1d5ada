import type { PhoneNumberDetails } from "@whoseline/sdk";
import { useState } from "react";
import { DialogForm } from "../../../components/forms/DialogForm.tsx";
import { ReasonField } from "../../../components/forms/ReasonField.tsx";
import { Line } from "../../../components/Line.tsx";
import { Modal } from "../../../components/Modal.tsx";
import { type PickedUser, UserPicker } from "../../../components/UserPicker.tsx";
import { undoRequest } from "../../../data/undo-request.ts";
import { useChange } from "../../../data/use-change.ts";
import { useOrganization } from "../../../hooks/use-organization.ts";
import { useText } from "../../../i18n/use-text.ts";
import { client } from "../../../session/client.ts";
import { FlagFields, type FlagValues } from "./FlagFields.tsx";

interface AssignDialogProps {
  readonly number: PhoneNumberDetails;
  readonly onClose: () => void;
}

export function AssignDialog({ number, onClose }: AssignDialogProps) {
  const t = useText();
  const organization = useOrganization();
  const [user, setUser] = useState<PickedUser | null>(null);
  const [flags, setFlags] = useState<FlagValues>(() => firstFlags(number));
  const [reason, setReason] = useState("");
  const assign = useChange({
    send: ({ id }: PickedUser) =>
      client.assignments.assign(
        {
          organization,
          number: number.id,
          user: id,
          ...flags,
          label: flags.label || null,
          reason: reason || undefined,
        },
        // Somebody else may have assigned the number to this person meanwhile.
        { ifNoneMatch: "*" },
      ),
    done: (_result, { name }) => t("{line} is assigned to {name}.", { line: number.line, name }),
    undo: ({ requestId }) => undoRequest(organization, number.id, requestId),
    onResult: onClose,
  });
  return (
    <Modal title={t("Assign")} description={<Line>{number.line}</Line>} onClose={onClose}>
      <DialogForm
        submit={t("Assign")}
        isPending={assign.isPending}
        isReady={user !== null}
        error={assign.error}
        onSubmit={() => user && assign.mutate(user)}
        onClose={onClose}
      >
        <UserPicker
          label={t("To")}
          value={user}
          onPick={setUser}
          excluded={number.holders.map(({ userId }) => userId)}
        />
        <FlagFields values={flags} onChange={setFlags} />
        <ReasonField value={reason} onText={setReason} />
      </DialogForm>
    </Modal>
  );
}

/** A further holder does not take the calls of the present one unless the form states it. */
const firstFlags = ({ holders, kind }: PhoneNumberDetails): FlagValues => ({
  isInboundEnabled: kind !== "alphanumeric" && !holders.some(({ isInboundEnabled }) => isInboundEnabled),
  isOutboundEnabled: true,
  isDefault: false,
  label: "",
});
