import type { NewWebhook } from "@whoseline/sdk";
import { useState } from "react";
import { CheckField } from "../../components/forms/CheckField.tsx";
import { DialogForm } from "../../components/forms/DialogForm.tsx";
import { SelectField } from "../../components/forms/SelectField.tsx";
import { TextField } from "../../components/forms/TextField.tsx";
import { Modal } from "../../components/Modal.tsx";
import type { NewSecret } from "../../components/SecretDialog.tsx";
import { useChange } from "../../data/use-change.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import { client } from "../../session/client.ts";

interface CreateWebhookDialogProps {
  readonly onCreated: (secret: NewSecret) => void;
  readonly onClose: () => void;
}

type Kinds = "all" | "numbers" | "users";
const kindsOf: Readonly<Record<Kinds, NonNullable<NewWebhook["kinds"]>>> = {
  all: [],
  numbers: ["number.*", "assignment.*"],
  users: ["user.*", "group.*"],
};

export function CreateWebhookDialog({ onCreated, onClose }: CreateWebhookDialogProps) {
  const t = useText();
  const organization = useOrganization();
  const [url, setUrl] = useState("");
  const [alias, setAlias] = useState("");
  const [kinds, setKinds] = useState<Kinds>("all");
  const [isOrdered, setOrdered] = useState(true);
  const create = useChange({
    send: () =>
      client.webhooks.create({ organization, url, alias: alias || null, kinds: kindsOf[kinds], isOrdered }),
    done: () => t("The webhook is created."),
    onResult: ({ secret }) => onCreated({ name: url, key: secret }),
  });
  return (
    <Modal title={t("Create a webhook")} onClose={onClose}>
      <DialogForm
        submit={t("Create")}
        isPending={create.isPending}
        isReady={url !== ""}
        error={create.error}
        onSubmit={() => create.mutate(undefined)}
        onClose={onClose}
      >
        <TextField
          label={t("URL")}
          type="url"
          dir="ltr"
          required
          placeholder="https://hooks.example.com/whoseline"
          value={url}
          onText={setUrl}
        />
        <TextField label={t("Alias (optional)")} maxLength={200} value={alias} onText={setAlias} />
        <SelectField
          label={t("Events")}
          value={kinds}
          options={[
            ["all", t("All events")],
            ["numbers", t("Numbers and assignments")],
            ["users", t("Users and groups")],
          ]}
          onValue={setKinds}
        />
        <CheckField
          label={t("One after the other, in order")}
          hint={t("A failed event delays those after it.")}
          isChecked={isOrdered}
          onCheck={setOrdered}
        />
      </DialogForm>
    </Modal>
  );
}
