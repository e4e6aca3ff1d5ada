import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Webhook } from "@whoseline/sdk";
import { useState } from "react";
import { Button } from "../../components/Button.tsx";
import { EmptyState } from "../../components/EmptyState.tsx";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { PageHeader } from "../../components/PageHeader.tsx";
import { ScreenLoading } from "../../components/ScreenLoading.tsx";
import { ScrollRegion } from "../../components/ScrollRegion.tsx";
import { type NewSecret, SecretDialog } from "../../components/SecretDialog.tsx";
import { webhooksQuery } from "../../data/webhooks.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useText } from "../../i18n/use-text.ts";
import { usePermissions } from "../../session/caller.ts";
import { CreateWebhookDialog } from "./CreateWebhookDialog.tsx";
import { webhookStatusText } from "./webhook-status-text.ts";

/** The URLs to which the events of the organization are sent. */
export function WebhooksScreen() {
  const t = useText();
  const organization = useOrganization();
  const { canChange } = usePermissions();
  const [{ dialog }, changeUrl] = useUrlState();
  const [secret, setSecret] = useState<NewSecret>();
  const { data, error } = useQuery(webhooksQuery(organization));
  const close = () => changeUrl({ dialog: undefined });
  const create = canChange && (
    <Button kind="primary" onClick={() => changeUrl({ dialog: "create" })}>
      {t("Create a webhook")}
    </Button>
  );
  return (
    <div className="screen">
      <PageHeader title={t("Webhooks")} actions={create} />
      {error !== null && <ErrorNotice error={error} />}
      {data === undefined && error === null && <ScreenLoading />}
      {data?.length === 0 && (
        <EmptyState sentence={t("No webhook yet. A webhook sends every change to a URL of yours.")} />
      )}
      {data !== undefined && data.length > 0 && <WebhookTable webhooks={data} />}
      {canChange && dialog === "create" && (
        <CreateWebhookDialog
          onClose={close}
          onCreated={(made) => {
            close();
            setSecret(made);
          }}
        />
      )}
      {secret !== undefined && <SecretDialog secret={secret} onClose={() => setSecret(undefined)} />}
    </div>
  );
}

function WebhookTable({ webhooks }: { readonly webhooks: readonly Webhook[] }) {
  const t = useText();
  const organization = useOrganization();
  return (
    <ScrollRegion label={t("Webhooks")}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t("URL")}</th>
            <th scope="col">{t("Events")}</th>
            <th scope="col">{t("Status")}</th>
          </tr>
        </thead>
        <tbody>
          {webhooks.map(({ id, url, alias, kinds, status }) => (
            <tr key={id}>
              <td>
                <Link to="/o/$organization/webhooks/$webhook" params={{ organization, webhook: id }}>
                  <bdi dir="ltr">{url}</bdi>
                </Link>
                {alias !== null && (
                  <div className="quiet">
                    <bdi>{alias}</bdi>
                  </div>
                )}
              </td>
              <td>{kinds.length === 0 ? t("All events") : <code dir="ltr">{kinds.join(", ")}</code>}</td>
              <td>{webhookStatusText(t, status)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
