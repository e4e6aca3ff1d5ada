import { type PhoneNumberDetails, type PhoneNumberHolder, WhoselineError } from "@whoseline/sdk";
import { useState } from "react";
import { DialogForm } from "../../../components/forms/DialogForm.tsx";
import { Modal } from "../../../components/Modal.tsx";
import { undoRequest } from "../../../data/undo-request.ts";
import { useChange } from "../../../data/use-change.ts";
import { useOrganization } from "../../../hooks/use-organization.ts";
import { useText } from "../../../i18n/use-text.ts";
import { client } from "../../../session/client.ts";
import { FlagFields, type FlagValues } from "./FlagFields.tsx";
import { StaleAssignment } from "./StaleAssignment.tsx";

export interface AssignmentDialogProps {
  readonly number: PhoneNumberDetails;
  readonly holder: PhoneNumberHolder;
  readonly etag: string | undefined;
  readonly onClose: () => void;
}

/** Changes the rights and the label of a holder, provided that nobody else has changed them since the dialog opened. */
export function AssignmentDialog({ number, holder, etag, onClose }: AssignmentDialogProps) {
  const t = useText();
  const organization = useOrganization();
  const [opened] = useState({ etag, flags: flagsOf(holder) });
  const [flags, setFlags] = useState(opened.flags);
  const save = useChange({
    send: (version: string | undefined) =>
      client.assignments.assign(
        { organization, number: number.id, user: holder.userId, ...flags, label: flags.label || null },
        { ifMatch: version },
      ),
    done: () => t("The assignment of {name} is changed.", { name: holder.userName }),
    undo: ({ requestId }) => undoRequest(organization, number.id, requestId),
    onResult: onClose,
  });
  const isStale = save.error instanceof WhoselineError && save.error.status === 412;
  return (
    <Modal title={t("Edit the assignment")} description={<bdi>{holder.userName}</bdi>} onClose={onClose}>
      <DialogForm
        submit={t("Save")}
        isPending={save.isPending}
        error={isStale ? null : save.error}
        onSubmit={() => save.mutate(opened.etag)}
        onClose={onClose}
      >
        <FlagFields values={flags} onChange={setFlags} />
        {isStale && (
          <StaleAssignment
            number={number.id}
            userId={holder.userId}
            before={opened.flags}
            mine={flags}
            onSaveMine={(version) => save.mutate(version)}
            onTakeTheirs={(theirs) => {
              setFlags(theirs);
              save.reset();
            }}
          />
        )}
      </DialogForm>
    </Modal>
  );
}

export const flagsOf = (holder: PhoneNumberHolder): FlagValues => ({
  isInboundEnabled: holder.isInboundEnabled,
  isOutboundEnabled: holder.isOutboundEnabled,
  isDefault: holder.isDefault,
  label: holder.label ?? "",
});
