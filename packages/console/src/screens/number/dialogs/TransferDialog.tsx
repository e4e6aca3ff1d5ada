import type { PhoneNumberDetails, PhoneNumberHolder } from "@whoseline/sdk";
import { useState } from "react";
import { DialogForm } from "../../../components/forms/DialogForm.tsx";
import { ReasonField } from "../../../components/forms/ReasonField.tsx";
import { Line } from "../../../components/Line.tsx";
import { Modal } from "../../../components/Modal.tsx";
import { type PickedUser, UserPicker } from "../../../components/UserPicker.tsx";
import { useChange } from "../../../data/use-change.ts";
import { useOrganization } from "../../../hooks/use-organization.ts";
import { useText } from "../../../i18n/use-text.ts";
import { client } from "../../../session/client.ts";

interface TransferDialogProps {
  readonly number: PhoneNumberDetails;
  readonly holder: PhoneNumberHolder;
  readonly onClose: () => void;
}

/** Moves the number in one step: somebody answers at any time. */
export function TransferDialog({ number, holder, onClose }: TransferDialogProps) {
  const t = useText();
  const organization = useOrganization();
  const [from] = useState(holder);
  const [toUser, setToUser] = useState<PickedUser | null>(null);
  const [reason, setReason] = useState("");
  const transfer = useChange({
    send: ({ id }: PickedUser) =>
      client.assignments.transfer({
        organization,
        number: number.id,
        fromUser: from.userId,
        toUser: id,
        reason: reason || undefined,
      }),
    done: (_result, { name }) => t("{line} is transferred to {name}.", { line: number.line, name }),
    undo: (_response, { id }) => transferBack(organization, number.id, id, from),
    onResult: onClose,
  });
  return (
    <Modal
      title={t("Transfer")}
      description={
        <>
          <Line>{number.line}</Line> · {t("from")} <bdi>{from.userName}</bdi>
        </>
      }
      onClose={onClose}
    >
      <DialogForm
        submit={t("Transfer")}
        isPending={transfer.isPending}
        isReady={toUser !== null}
        error={transfer.error}
        onSubmit={() => toUser && transfer.mutate(toUser)}
        onClose={onClose}
      >
        <UserPicker label={t("To")} value={toUser} onPick={setToUser} excluded={[from.userId]} />
        <ReasonField value={reason} onText={setReason} />
      </DialogForm>
    </Modal>
  );
}

/** One step back, so that somebody answers at any time. Fails when the receiver does not hold the number any more. */
const transferBack = (organization: string, number: string, receiver: string, former: PhoneNumberHolder) =>
  client.assignments.transfer({
    organization,
    number,
    fromUser: receiver,
    toUser: former.userId,
    isDefault: former.isDefault,
    isInboundEnabled: former.isInboundEnabled,
    isOutboundEnabled: former.isOutboundEnabled,
    label: former.label,
    reason: "Undo of the transfer",
  });
