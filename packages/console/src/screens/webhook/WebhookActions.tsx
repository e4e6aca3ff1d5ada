import type { WebhookWithProgress } from "@whoseline/sdk";
import { useState } from "react";
import { Button } from "../../components/Button.tsx";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { type NewSecret, SecretDialog } from "../../components/SecretDialog.tsx";
import { useChange } from "../../data/use-change.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useText } from "../../i18n/use-text.ts";
import { client } from "../../session/client.ts";
import { DeleteWebhookDialog } from "./DeleteWebhookDialog.tsx";
import { ReplayDialog } from "./ReplayDialog.tsx";

interface WebhookActionsProps {
  readonly webhook: WebhookWithProgress;
  readonly etag: string | undefined;
}

export function WebhookActions({ webhook: { id, url, status }, etag }: WebhookActionsProps) {
  const t = useText();
  const organization = useOrganization();
  const [{ dialog }, changeUrl] = useUrlState();
  const [secret, setSecret] = useState<NewSecret>();
  const values = { organization, webhook: id };
  const setStatus = useChange({
    send: (next: "enabled" | "paused") =>
      client.webhooks.update({ ...values, status: next }, { ifMatch: etag }),
    done: (_result, next) => (next === "paused" ? t("The webhook is paused.") : t("The webhook is enabled.")),
  });
  const test = useChange({
    send: () => client.webhooks.test(values),
    done: ({ response, failure }) =>
      response === null
        ? t("The test failed: {failure}", { failure: failure ?? "" })
        : t("The test was answered with {status}.", { status: response.status }),
  });
  const retry = useChange({
    send: () => client.webhooks.retry(values),
    done: () => t("It is tried again now."),
  });
  const rotate = useChange({
    send: () => client.webhooks.rotate(values),
    done: () => t("The secret is rotated. The former one stays valid for a day."),
    onResult: ({ secret: key }) => setSecret({ name: url, key }),
  });
  const actions = [setStatus, test, retry, rotate];
  const next = status === "enabled" ? "paused" : "enabled";
  return (
    <>
      <div className="page-actions">
        <Button isBusy={test.isPending} onClick={() => test.mutate(undefined)}>
          {t("Send a test")}
        </Button>
        <Button isBusy={retry.isPending} onClick={() => retry.mutate(undefined)}>
          {t("Try again now")}
        </Button>
        <Button onClick={() => changeUrl({ dialog: "replay" })}>{t("Send events again")}</Button>
        <Button isBusy={setStatus.isPending} onClick={() => setStatus.mutate(next)}>
          {next === "paused" ? t("Pause") : t("Enable")}
        </Button>
        <Button isBusy={rotate.isPending} onClick={() => rotate.mutate(undefined)}>
          {t("Rotate the secret")}
        </Button>
        <Button kind="danger" onClick={() => changeUrl({ dialog: "delete" })}>
          {t("Delete")}
        </Button>
      </div>
      {actions.map(({ error, submittedAt }) => error && <ErrorNotice key={submittedAt} error={error} />)}
      {dialog === "replay" && <ReplayDialog webhook={id} />}
      {dialog === "delete" && <DeleteWebhookDialog webhook={id} url={url} etag={etag} />}
      {secret !== undefined && <SecretDialog secret={secret} onClose={() => setSecret(undefined)} />}
    </>
  );
}
