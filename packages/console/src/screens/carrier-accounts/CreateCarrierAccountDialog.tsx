import { useNavigate } from "@tanstack/react-router";
import type { CarrierProvider } from "@whoseline/sdk";
import { useState } from "react";
import { CredentialFields, type Credentials, filledIn } from "../../components/forms/CredentialFields.tsx";
import { DialogForm } from "../../components/forms/DialogForm.tsx";
import { SelectField } from "../../components/forms/SelectField.tsx";
import { TextField } from "../../components/forms/TextField.tsx";
import { Modal } from "../../components/Modal.tsx";
import { carrierProviders, credentialNames } from "../../data/carrier-credentials.ts";
import { carrierNames } from "../../data/carrier-names.ts";
import { useChange } from "../../data/use-change.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import { client } from "../../session/client.ts";

/** The fields depend on the carrier. The new account is opened with its setup. */
export function CreateCarrierAccountDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText();
  const organization = useOrganization();
  const navigate = useNavigate();
  const [provider, setProvider] = useState<CarrierProvider>("twilio");
  const [name, setName] = useState("");
  const [publicUrl, setPublicUrl] = useState(location.origin);
  const [apiUrl, setApiUrl] = useState("");
  const [values, setValues] = useState<Credentials>({});
  const { required, identifiers, secrets } = credentialNames[provider];
  const create = useChange({
    send: () =>
      client.carrierAccounts.create({
        ...{ organization, provider, name, publicUrl, apiUrl: apiUrl || null },
        identifiers: filledIn(values, [...required, ...identifiers]),
        secrets: filledIn(values, secrets),
      }),
    done: () => t("The carrier account is added."),
    onResult: ({ id }) =>
      void navigate({
        to: "/o/$organization/carrier-accounts/$carrierAccount",
        params: { organization, carrierAccount: id },
      }),
  });
  return (
    <Modal title={t("Add a carrier account")} onClose={onClose}>
      <DialogForm
        submit={t("Add")}
        isPending={create.isPending}
        isReady={[name, publicUrl, ...required.map((it) => values[it])].every(Boolean)}
        error={create.error}
        onSubmit={() => create.mutate(undefined)}
        onClose={onClose}
      >
        <SelectField
          label={t("Carrier")}
          value={provider}
          options={carrierProviders.map((it) => [it, carrierNames[it]] as const)}
          onValue={setProvider}
        />
        <TextField label={t("Name")} required maxLength={200} value={name} onText={setName} />
        <TextField
          label={t("Public URL")}
          hint={t("The carrier reaches this server here, and signs this URL.")}
          type="url"
          dir="ltr"
          required
          value={publicUrl}
          onText={setPublicUrl}
        />
        <CredentialFields names={required} isRequired values={values} onChange={setValues} />
        <CredentialFields names={identifiers} values={values} onChange={setValues} />
        <CredentialFields names={secrets} isSecret values={values} onChange={setValues} />
        <p className="field-hint">{t("Secrets are encrypted and never shown again.")}</p>
        <TextField
          label={t("URL of the carrier's API (optional)")}
          hint={t("Only for a regional address of the carrier. It cannot be changed later.")}
          type="url"
          dir="ltr"
          value={apiUrl}
          onText={setApiUrl}
        />
      </DialogForm>
    </Modal>
  );
}
