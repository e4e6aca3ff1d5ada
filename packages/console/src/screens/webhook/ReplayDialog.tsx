import { useState } from "react";
import { DialogForm } from "../../components/forms/DialogForm.tsx";
import { TextField } from "../../components/forms/TextField.tsx";
import { Modal } from "../../components/Modal.tsx";
import { useChange } from "../../data/use-change.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useText } from "../../i18n/use-text.ts";
import { client } from "../../session/client.ts";

/** Sends every event after one again, in order. */
export function ReplayDialog({ webhook }: { readonly webhook: string }) {
  const t = useText();
  const organization = useOrganization();
  const [, changeUrl] = useUrlState();
  const [after, setAfter] = useState("");
  const close = () => changeUrl({ dialog: undefined });
  const replay = useChange({
    send: () => client.webhooks.replay({ organization, webhook, after: Number(after) }),
    done: () => t("The events after {after} are sent again.", { after }),
    onResult: close,
  });
  return (
    <Modal title={t("Send events again")} onClose={close}>
      <DialogForm
        submit={t("Send again")}
        isPending={replay.isPending}
        isReady={/^\d+$/.test(after)}
        error={replay.error}
        onSubmit={() => replay.mutate(undefined)}
        onClose={close}
      >
        <TextField
          label={t("All events after number")}
          hint={t(
            "0 sends all events of the organization. The receiver skips those that it has by their id.",
          )}
          inputMode="numeric"
          dir="ltr"
          value={after}
          onText={setAfter}
        />
      </DialogForm>
    </Modal>
  );
}
