import { useState } from "react";
import { CheckField } from "../../components/forms/CheckField.tsx";
import { DialogForm } from "../../components/forms/DialogForm.tsx";
import { TextField } from "../../components/forms/TextField.tsx";
import { Modal } from "../../components/Modal.tsx";
import type { NewSecret } from "../../components/SecretDialog.tsx";
import { type PickedUser, UserPicker } from "../../components/UserPicker.tsx";
import { useChange } from "../../data/use-change.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import { usePermissions } from "../../session/caller.ts";
import { client } from "../../session/client.ts";

interface CreateKeyDialogProps {
  readonly onCreated: (secret: NewSecret) => void;
  readonly onClose: () => void;
}

/** Makes a key for the caller, or for a service; a superadmin makes one for any user. */
export function CreateKeyDialog({ onCreated, onClose }: CreateKeyDialogProps) {
  const t = useText();
  const organization = useOrganization();
  const { caller, isSuperadmin, canChange } = usePermissions();
  const [user, setUser] = useState<PickedUser | null>(isSuperadmin ? null : caller.user);
  const [name, setName] = useState("");
  const [expiry, setExpiry] = useState("");
  const [isReadOnly, setReadOnly] = useState(false);
  const create = useChange({
    send: (userId: string) =>
      client.apiKeys.create({
        organization,
        user: userId,
        name,
        ...(expiry !== "" && { expiresAt: new Date(expiry).toISOString() }),
        ...(isReadOnly && { scopes: ["readOnly"] }),
      }),
    done: ({ name: made }) => t("The key {name} is created.", { name: made }),
    onResult: ({ key }) => onCreated({ name, key }),
  });
  return (
    <Modal title={t("Create a key")} onClose={onClose}>
      <DialogForm
        submit={t("Create")}
        isPending={create.isPending}
        isReady={user !== null && name.trim() !== ""}
        error={create.error}
        onSubmit={() => user && create.mutate(user.id)}
        onClose={onClose}
      >
        {canChange && (
          <UserPicker
            label={t("Acts for")}
            value={user}
            onPick={setUser}
            kind={isSuperadmin ? undefined : "service"}
            first={isSuperadmin ? undefined : caller.user}
          />
        )}
        <TextField label={t("Name")} required maxLength={200} value={name} onText={setName} />
        <TextField
          label={t("Expires (optional)")}
          type="datetime-local"
          dir="ltr"
          value={expiry}
          onText={setExpiry}
        />
        <CheckField label={t("Reads only")} isChecked={isReadOnly} onCheck={setReadOnly} />
      </DialogForm>
    </Modal>
  );
}
