import { useNavigate } from "@tanstack/react-router";
import { DialogForm } from "../../components/forms/DialogForm.tsx";
import { Modal } from "../../components/Modal.tsx";
import { useChange } from "../../data/use-change.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useText } from "../../i18n/use-text.ts";
import { client } from "../../session/client.ts";

interface DeleteWebhookDialogProps {
  readonly webhook: string;
  readonly url: string;
  readonly etag: string | undefined;
}

export function DeleteWebhookDialog({ webhook, url, etag }: DeleteWebhookDialogProps) {
  const t = useText();
  const organization = useOrganization();
  const navigate = useNavigate();
  const [, changeUrl] = useUrlState();
  const close = () => changeUrl({ dialog: undefined });
  const remove = useChange({
    send: () => client.webhooks.delete({ organization, webhook }, { ifMatch: etag }),
    done: () => t("The webhook is deleted."),
    onResult: () => void navigate({ to: "/o/$organization/webhooks", params: { organization } }),
  });
  return (
    <Modal
      title={t("Delete the webhook")}
      description={
        <>
          <bdi dir="ltr">{url}</bdi> {t("Events are no longer sent to this URL. This cannot be undone.")}
        </>
      }
      onClose={close}
    >
      <DialogForm
        submit={t("Delete")}
        kind="danger"
        isPending={remove.isPending}
        error={remove.error}
        onSubmit={() => remove.mutate(undefined)}
        onClose={close}
      />
    </Modal>
  );
}
