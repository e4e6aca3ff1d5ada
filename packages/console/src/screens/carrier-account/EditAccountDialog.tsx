import { WhoselineError } from "@whoseline/sdk";
import { useState } from "react";
import { DialogForm } from "../../components/forms/DialogForm.tsx";
import { Modal } from "../../components/Modal.tsx";
import type { VersionedCarrierAccount } from "../../data/carrier-accounts.ts";
import { useChange } from "../../data/use-change.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import { client } from "../../session/client.ts";
import { AccountFieldInputs } from "./AccountFieldInputs.tsx";
import { type AccountField, changesOf, valuesOf } from "./account-fields.ts";
import { StaleAccount } from "./StaleAccount.tsx";

interface EditAccountDialogProps extends VersionedCarrierAccount {
  readonly title: string;
  readonly fields: readonly AccountField[];
  readonly onClose: () => void;
}

/** Changes some fields, provided that nobody else has changed the account since the dialog opened. */
export function EditAccountDialog({ title, fields, account, etag, onClose }: EditAccountDialogProps) {
  const t = useText();
  const organization = useOrganization();
  const [opened, setOpened] = useState({ account, etag });
  const before = valuesOf(opened.account);
  const [values, setValues] = useState(before);
  const save = useChange({
    send: (base: VersionedCarrierAccount) =>
      client.carrierAccounts.update(
        { organization, carrierAccount: account.id, ...changesOf(base.account, before, values) },
        { ifMatch: base.etag },
      ),
    done: () => t("The carrier account is changed."),
    onResult: onClose,
  });
  const isStale = save.error instanceof WhoselineError && save.error.status === 412;
  return (
    <Modal title={title} description={<bdi>{account.name}</bdi>} onClose={onClose}>
      <DialogForm
        submit={t("Save")}
        isPending={save.isPending}
        isReady={fields.some(({ name }) => (values[name] ?? "") !== (before[name] ?? ""))}
        error={isStale ? null : save.error}
        onSubmit={() => save.mutate(opened)}
        onClose={onClose}
      >
        <AccountFieldInputs fields={fields} values={values} onChange={setValues} />
        {isStale && (
          <StaleAccount
            id={account.id}
            fields={fields}
            before={before}
            mine={values}
            onSaveMine={(now) => save.mutate(now)}
            onTakeTheirs={(now) => {
              setOpened(now);
              setValues(valuesOf(now.account));
              save.reset();
            }}
          />
        )}
      </DialogForm>
    </Modal>
  );
}
