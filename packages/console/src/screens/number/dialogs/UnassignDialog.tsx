import { useState } from "react";
import { DialogForm } from "../../../components/forms/DialogForm.tsx";
import { ReasonField } from "../../../components/forms/ReasonField.tsx";
import { Line } from "../../../components/Line.tsx";
import { Modal } from "../../../components/Modal.tsx";
import { undoRequest } from "../../../data/undo-request.ts";
import { useChange } from "../../../data/use-change.ts";
import { useOrganization } from "../../../hooks/use-organization.ts";
import { useText } from "../../../i18n/use-text.ts";
import { client } from "../../../session/client.ts";
import type { AssignmentDialogProps } from "./AssignmentDialog.tsx";

export function UnassignDialog({ number, holder, etag, onClose }: AssignmentDialogProps) {
  const t = useText();
  const organization = useOrganization();
  const [version] = useState(etag);
  const [reason, setReason] = useState("");
  const unassign = useChange({
    send: () =>
      client.assignments.unassign(
        { organization, number: number.id, user: holder.userId, reason: reason || undefined },
        { ifMatch: version },
      ),
    done: () => t("{line} is taken from {name}.", { line: number.line, name: holder.userName }),
    undo: ({ requestId }) => undoRequest(organization, number.id, requestId),
    onResult: onClose,
  });
  return (
    <Modal
      title={t("Unassign {name}", { name: holder.userName })}
      description={
        <>
          <Line>{number.line}</Line>{" "}
          {holder.isInboundEnabled ? t("Afterwards nobody answers its calls.") : null}
        </>
      }
      onClose={onClose}
    >
      <DialogForm
        submit={t("Unassign")}
        kind="danger"
        isPending={unassign.isPending}
        error={unassign.error}
        onSubmit={() => unassign.mutate(undefined)}
        onClose={onClose}
      >
        <ReasonField value={reason} onText={setReason} />
      </DialogForm>
    </Modal>
  );
}
