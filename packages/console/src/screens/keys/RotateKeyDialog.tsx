import type { ListedApiKey } from "@whoseline/sdk";
import { useState } from "react";
import { DialogForm } from "../../components/forms/DialogForm.tsx";
import { OverlapField, type OverlapSeconds } from "../../components/forms/OverlapField.tsx";
import { Modal } from "../../components/Modal.tsx";
import type { NewSecret } from "../../components/SecretDialog.tsx";
import { useChange } from "../../data/use-change.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import { client } from "../../session/client.ts";

interface RotateKeyDialogProps {
  readonly apiKey: ListedApiKey;
  readonly onCreated: (secret: NewSecret) => void;
  readonly onClose: () => void;
}

/** Makes a new key with the same rights. The old one stays valid for the overlap, so that no program stops. */
export function RotateKeyDialog({ apiKey, onCreated, onClose }: RotateKeyDialogProps) {
  const t = useText();
  const organization = useOrganization();
  const [overlap, setOverlap] = useState<OverlapSeconds>("86400");
  const rotate = useChange({
    send: (overlapSeconds: number) =>
      client.apiKeys.rotate({ organization, apiKey: apiKey.id, overlapSeconds }),
    done: () => t("The key {name} is rotated.", { name: apiKey.name }),
    onResult: ({ key }) => onCreated({ name: apiKey.name, key }),
  });
  return (
    <Modal title={t("Rotate {name}", { name: apiKey.name })} onClose={onClose}>
      <DialogForm
        submit={t("Rotate")}
        isPending={rotate.isPending}
        error={rotate.error}
        onSubmit={() => rotate.mutate(Number(overlap))}
        onClose={onClose}
      >
        <OverlapField label={t("The old key stays valid for")} value={overlap} onValue={setOverlap} />
      </DialogForm>
    </Modal>
  );
}
