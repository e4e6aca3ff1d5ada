import { parseId } from "../../core/kernel/ids.ts";
import { isSlug } from "../../core/organizations/slug.ts";
import { bearerToken } from "../../http/mounting/bearer-token.ts";
import type { Dialect } from "../../http/mounting/dialect.ts";
import type { OrganizationId } from "../../model.ts";
import { apiKeyRoutes } from "./api-keys.ts";
import { assignmentRoutes } from "./assignments.ts";
import { backupRoutes } from "./backups.ts";
import { callRoutes } from "./calls.ts";
import { carrierAccountRoutes } from "./carrier-accounts.ts";
import { carrierSyncRoutes } from "./carrier-syncs.ts";
import { checkpointRoutes } from "./checkpoints.ts";
import { consoleRoutes } from "./console.ts";
import { emailBlockRoutes } from "./email-blocks.ts";
import { endpointRoutes } from "./endpoints.ts";
import { erasureRoutes } from "./erasure.ts";
import { render } from "./errors.ts";
import { fastRecordRoutes } from "./fast-records.ts";
import { groupRoutes } from "./groups.ts";
import { historyRoutes } from "./history.ts";
import { importTemplateRoutes } from "./import-templates.ts";
import { importRoutes } from "./imports.ts";
import { invitationRoutes } from "./invitations.ts";
import { jobRoutes } from "./jobs.ts";
import { meRoutes } from "./me.ts";
import { numberRoutes } from "./numbers.ts";
import { offboardingRoutes } from "./offboardings.ts";
import { organizationRoutes } from "./organizations.ts";
import { planRoutes } from "./plans.ts";
import { platformFeedRoutes } from "./platform-feed.ts";
import { rateHeaders } from "./rate-headers.ts";
import { routerKeyRoutes } from "./router-keys.ts";
import { fastRoutes, routeRoutes } from "./routes.ts";
import { savedViewRoutes } from "./saved-views.ts";
import { sessionRoutes } from "./sessions.ts";
import { superadminKeyRoutes } from "./superadmin-keys.ts";
import { tags } from "./tags.ts";
import { timelineRoutes } from "./timeline.ts";
import { undoRoutes } from "./undo.ts";
import { userBatchRoutes } from "./user-batch.ts";
import { userRoutes } from "./users.ts";
import { webhookDeliveryRoutes } from "./webhook-deliveries.ts";
import { webhookRoutes } from "./webhooks.ts";

/** The native wire format. */
export const native: Dialect = {
  name: "native",
  prefix: "/registry/v1",
  title: "Whoseline",
  description:
    "Which user of which organization holds which phone number on which provider: organizations, users, groups, API keys, numbers, assignments, their history, and lookups for call routing.",
  tags,
  securityScheme: { type: "http", scheme: "bearer", description: "An API key or a JWT." },
  baseUrl: (origin) => `${origin}/registry/v1`,
  credential: ({ authorization }) => bearerToken(authorization),
  acceptsSessions: true,
  // Access is checked before the path is validated, so that the id has still the caller's spelling.
  organizationId: ({ params }) => {
    const { organization } = params as { organization?: string };
    return organization === undefined
      ? undefined
      : (parseId(organization) ?? (organization as OrganizationId));
  },
  organizationSlug: ({ params }) => {
    const { organization = "" } = params as { organization?: string };
    return isSlug(organization) ? organization : undefined;
  },
  organizationReference(text) {
    // No slug has the form of an id.
    const id = parseId<OrganizationId>(text);
    if (id !== undefined) return { id };
    return isSlug(text) ? { slug: text } : undefined;
  },
  routes(scope) {
    organizationRoutes(scope);
    userRoutes(scope);
    userBatchRoutes(scope);
    emailBlockRoutes(scope);
    erasureRoutes(scope);
    endpointRoutes(scope);
    groupRoutes(scope);
    meRoutes(scope);
    apiKeyRoutes(scope);
    invitationRoutes(scope);
    savedViewRoutes(scope);
    sessionRoutes(scope);
    consoleRoutes(scope);
    routerKeyRoutes(scope);
    superadminKeyRoutes(scope);
    numberRoutes(scope);
    assignmentRoutes(scope);
    importTemplateRoutes(scope);
    historyRoutes(scope);
    timelineRoutes(scope);
    platformFeedRoutes(scope);
    checkpointRoutes(scope);
    webhookRoutes(scope);
    callRoutes(scope);
    webhookDeliveryRoutes(scope);
    carrierAccountRoutes(scope);
    carrierSyncRoutes(scope);
    offboardingRoutes(scope);
    planRoutes(scope);
    undoRoutes(scope);
    routeRoutes(scope);
    importRoutes(scope);
    jobRoutes(scope);
    backupRoutes(scope);
  },
  fastRoutes,
  fastRecordRoutes,
  argumentNames: { "reservation.user": "reservedFor.user", "reservation.until": "reservedFor.until" },
  render,
  reportsMethods: true,
  rateHeaders,
};
