import type { CarrierAccount } from "@whoseline/sdk";
import { useState } from "react";
import { CheckField } from "../../components/forms/CheckField.tsx";
import { CredentialFields, type Credentials, filledIn } from "../../components/forms/CredentialFields.tsx";
import { DialogForm } from "../../components/forms/DialogForm.tsx";
import { OverlapField, type OverlapSeconds } from "../../components/forms/OverlapField.tsx";
import { Modal } from "../../components/Modal.tsx";
import { credentialNames } from "../../data/carrier-credentials.ts";
import { useChange } from "../../data/use-change.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import { client } from "../../session/client.ts";

interface RotateSecretsDialogProps {
  readonly account: CarrierAccount;
  readonly onClose: () => void;
}

/** Replaces or removes secrets. Webhooks are verified with the former ones as well during the overlap. */
export function RotateSecretsDialog({ account, onClose }: RotateSecretsDialogProps) {
  const t = useText();
  const organization = useOrganization();
  const [values, setValues] = useState<Credentials>({});
  const [removed, setRemoved] = useState<readonly string[]>([]);
  const [overlap, setOverlap] = useState<OverlapSeconds>("86400");
  const { secrets } = credentialNames[account.provider];
  const isSet = (name: string) => account.secretNames.includes(name);
  const changes = {
    ...filledIn(values, secrets),
    ...Object.fromEntries(removed.map((name) => [name, null])),
  };
  const rotate = useChange({
    send: () =>
      client.carrierAccounts.rotate({
        ...{ organization, carrierAccount: account.id, secrets: changes },
        overlapSeconds: Number(overlap),
      }),
    done: () => t("The secrets are replaced."),
    onResult: onClose,
  });
  return (
    <Modal title={t("Replace secrets")} description={<bdi>{account.name}</bdi>} onClose={onClose}>
      <DialogForm
        submit={t("Save")}
        isPending={rotate.isPending}
        isReady={Object.keys(changes).length > 0}
        error={rotate.error}
        onSubmit={() => rotate.mutate(undefined)}
        onClose={onClose}
      >
        <CredentialFields
          names={secrets.filter((name) => !removed.includes(name))}
          isSecret
          values={values}
          onChange={setValues}
          hint={(name) => (isSet(name) ? t("Is set. Empty: it stays.") : t("Is not set."))}
        />
        {secrets.filter(isSet).map((name) => (
          <CheckField
            key={name}
            label={t("Remove {name}", { name })}
            isChecked={removed.includes(name)}
            onCheck={(isRemoved) =>
              setRemoved(isRemoved ? [...removed, name] : removed.filter((it) => it !== name))
            }
          />
        ))}
        <OverlapField label={t("The old secrets stay valid for")} value={overlap} onValue={setOverlap} />
      </DialogForm>
    </Modal>
  );
}
