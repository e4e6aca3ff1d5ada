import { useNavigate } from "@tanstack/react-router";
import { DialogForm } from "../../components/forms/DialogForm.tsx";
import { Modal } from "../../components/Modal.tsx";
import type { VersionedCarrierAccount } from "../../data/carrier-accounts.ts";
import { useChange } from "../../data/use-change.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import { client } from "../../session/client.ts";

interface DeleteAccountDialogProps extends VersionedCarrierAccount {
  readonly onClose: () => void;
}

export function DeleteAccountDialog({ account, etag, onClose }: DeleteAccountDialogProps) {
  const t = useText();
  const organization = useOrganization();
  const navigate = useNavigate();
  const remove = useChange({
    send: () =>
      client.carrierAccounts.delete({ organization, carrierAccount: account.id }, { ifMatch: etag }),
    done: () => t("The carrier account is deleted."),
    onResult: () => void navigate({ to: "/o/$organization/carrier-accounts", params: { organization } }),
  });
  return (
    <Modal
      title={t("Delete the carrier account")}
      description={
        <>
          <bdi>{account.name}</bdi>.{" "}
          {t("Its calls are no longer answered, and its secrets are erased. This cannot be undone.")}
        </>
      }
      onClose={onClose}
    >
      <DialogForm
        submit={t("Delete")}
        kind="danger"
        isPending={remove.isPending}
        error={remove.error}
        onSubmit={() => remove.mutate(undefined)}
        onClose={onClose}
      />
    </Modal>
  );
}
