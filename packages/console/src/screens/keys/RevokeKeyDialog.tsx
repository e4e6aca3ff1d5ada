import type { ListedApiKey } from "@whoseline/sdk";
import { DialogForm } from "../../components/forms/DialogForm.tsx";
import { Modal } from "../../components/Modal.tsx";
import { useChange } from "../../data/use-change.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import { client } from "../../session/client.ts";

interface RevokeKeyDialogProps {
  readonly apiKey: ListedApiKey;
  readonly onClose: () => void;
}

export function RevokeKeyDialog({ apiKey, onClose }: RevokeKeyDialogProps) {
  const t = useText();
  const organization = useOrganization();
  const revoke = useChange({
    send: () => client.apiKeys.revoke({ organization, apiKey: apiKey.id }),
    done: () => t("The key {name} is revoked.", { name: apiKey.name }),
    onResult: onClose,
  });
  return (
    <Modal
      title={t("Revoke {name}", { name: apiKey.name })}
      description={t("Programs with this key are rejected from the next request on. This cannot be undone.")}
      onClose={onClose}
    >
      <DialogForm
        submit={t("Revoke")}
        kind="danger"
        isPending={revoke.isPending}
        error={revoke.error}
        onSubmit={() => revoke.mutate(undefined)}
        onClose={onClose}
      />
    </Modal>
  );
}
