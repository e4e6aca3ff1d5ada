import type { NewReservation, PhoneNumberChanges } from "@whoseline/sdk";
import { useState } from "react";
import { DialogForm } from "../../../components/forms/DialogForm.tsx";
import { TextField } from "../../../components/forms/TextField.tsx";
import { Line } from "../../../components/Line.tsx";
import { Modal } from "../../../components/Modal.tsx";
import { type PickedUser, UserPicker } from "../../../components/UserPicker.tsx";
import type { VersionedNumber } from "../../../data/numbers.ts";
import { useChange } from "../../../data/use-change.ts";
import { useOrganization } from "../../../hooks/use-organization.ts";
import { useText } from "../../../i18n/use-text.ts";
import { client } from "../../../session/client.ts";

interface NumberDialogProps {
  readonly versioned: VersionedNumber;
  readonly onClose: () => void;
}

/** Changes the alias and the reservation. */
export function NumberDialog({ versioned, onClose }: NumberDialogProps) {
  const t = useText();
  const organization = useOrganization();
  const [{ number, etag }] = useState(versioned);
  const [alias, setAlias] = useState(number.alias ?? "");
  const [user, setUser] = useState<PickedUser | null>(null);
  const [until, setUntil] = useState("");
  const update = (changes: PhoneNumberChanges, ifMatch: string | undefined) =>
    client.numbers.update({ organization, number: number.id, ...changes }, { ifMatch });
  const save = useChange({
    send: (changes: PhoneNumberChanges) => update(changes, etag),
    done: () => t("{line} is changed.", { line: number.line }),
    undo: (response) =>
      update({ alias: number.alias, reservedFor: formerReservation(versioned) }, response.etag),
    onResult: onClose,
  });
  const isReserving = user !== null || until !== "";
  const changes = (): PhoneNumberChanges => ({
    alias: alias || null,
    ...(user !== null &&
      until !== "" && { reservedFor: { user: user.id, until: new Date(until).toISOString() } }),
  });
  return (
    <Modal title={t("Alias and reservation")} description={<Line>{number.line}</Line>} onClose={onClose}>
      <DialogForm
        submit={t("Save")}
        isPending={save.isPending}
        isReady={!isReserving || (user !== null && until !== "")}
        error={save.error}
        onSubmit={() => save.mutate(changes())}
        onClose={onClose}
      >
        <TextField label={t("Alias (optional)")} maxLength={200} value={alias} onText={setAlias} />
        <fieldset className="fieldset form">
          <legend>{t("Reserve the number")}</legend>
          <UserPicker label={t("For")} value={user} onPick={setUser} />
          <TextField label={t("Until")} type="datetime-local" dir="ltr" value={until} onText={setUntil} />
        </fieldset>
      </DialogForm>
    </Modal>
  );
}

function formerReservation({ number: { reservedFor } }: VersionedNumber): NewReservation | null {
  if (reservedFor === null) return null;
  const { userId, email, until } = reservedFor;
  return { ...(userId === null ? { email: email ?? "" } : { user: userId }), until };
}
