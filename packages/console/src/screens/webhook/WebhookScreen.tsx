import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { PageHeader } from "../../components/PageHeader.tsx";
import { ScreenLoading } from "../../components/ScreenLoading.tsx";
import { ScreenProblem } from "../../components/ScreenProblem.tsx";
import { webhookQuery } from "../../data/webhooks.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import { usePermissions } from "../../session/caller.ts";
import { webhookStatusText } from "../webhooks/webhook-status-text.ts";
import { WebhookActions } from "./WebhookActions.tsx";
import { WebhookAttempts } from "./WebhookAttempts.tsx";
import { WebhookDeliveries } from "./WebhookDeliveries.tsx";
import { WebhookFacts } from "./WebhookFacts.tsx";
import "./webhook.css";

/** A webhook: how far its events are delivered, and the last requests with their answers. */
export function WebhookScreen() {
  const t = useText();
  const organization = useOrganization();
  const { canChange } = usePermissions();
  const { webhook: id = "" } = useParams({ strict: false });
  const { data, error } = useQuery(webhookQuery(organization, id));
  if (error !== null)
    return (
      <ScreenProblem title={t("Webhook")} error={error}>
        <Link to="/o/$organization/webhooks" params={{ organization }}>
          {t("All webhooks")}
        </Link>
      </ScreenProblem>
    );
  if (data === undefined) return <ScreenLoading />;
  const { webhook, etag } = data;
  return (
    <div className="screen">
      <PageHeader
        title={webhook.alias ?? webhook.url}
        heading={<bdi>{webhook.alias ?? webhook.url}</bdi>}
        note={<span className="badge">{webhookStatusText(t, webhook.status)}</span>}
      />
      {canChange && <WebhookActions webhook={webhook} etag={etag} />}
      <WebhookFacts webhook={webhook} />
      <WebhookDeliveries webhook={webhook.id} />
      <WebhookAttempts webhook={webhook.id} />
    </div>
  );
}
