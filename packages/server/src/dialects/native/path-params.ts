import { slugPattern } from "../../core/organizations/slug.ts";
import { component, id, Type } from "../../http/mounting/schema.ts";
import type {
  ApiKeyId,
  CarrierAccountId,
  CarrierSyncId,
  CarrierSyncItemId,
  EmailBlockId,
  GroupId,
  ImportId,
  InvitationId,
  JobId,
  OffboardingId,
  OrganizationId,
  PlanId,
  SavedViewId,
  SessionId,
  WebhookId,
} from "../../model.ts";
import { numberReferenceInput, userReferenceDescription, userReferenceInput } from "./input.ts";

// The parameters of the paths. A value of another form is rejected with 422.

const param = (component: string, description: string) => ({ "x-parameter": component, description });

export const organization = id<OrganizationId>({
  ...param("OrganizationReference", "The id of the organization, or its slug."),
  ...component("OrganizationReference", "The id of an organization, or its slug."),
  pattern: `^(?:[0-9a-fA-F]{24}|${slugPattern})$`,
  "x-expected": "an organization's id or its slug",
});
export const user = userReferenceInput(param("UserReference", userReferenceDescription));
export const group = id<GroupId>(param("GroupId", "The id of the group."));
export const emailBlock = id<EmailBlockId>(param("EmailBlockId", "The id of the e-mail block."));
export const apiKey = id<ApiKeyId>(param("ApiKeyId", "The id of the API key."));
export const invitation = id<InvitationId>(param("InvitationId", "The id of the invitation."));
export const savedView = id<SavedViewId>(param("SavedViewId", "The id of the saved view."));
export const session = id<SessionId>(param("SessionId", "The id of the session."));
export const ownSession = Type.String({
  ...param("OwnSession", "The id of the session, or `current` for the one of this request."),
  pattern: "^(?:[0-9a-fA-F]{24}|current)$",
  "x-expected": "a session's id or current",
});
export const routerKey = id<ApiKeyId>(param("RouterKeyId", "The id of the router key."));
export const superadminKey = id<ApiKeyId>(param("SuperadminKeyId", "The id of the superadmin key."));
export const offboarding = id<OffboardingId>(param("OffboardingId", "The id of the offboarding."));
export const importId = id<ImportId>(param("ImportId", "The id of the import."));
export const job = id<JobId>(param("JobId", "The id of the job."));
export const platformJob = id<JobId>(param("PlatformJobId", "The id of the job of the platform."));
export const plan = id<PlanId>(param("PlanId", "The id of the plan."));
export const webhook = id<WebhookId>(param("WebhookId", "The id of the webhook."));
export const carrierAccount = id<CarrierAccountId>(
  param("CarrierAccountId", "The id of the carrier account."),
);
export const platformCarrierAccount = id<CarrierAccountId>(
  param("PlatformCarrierAccountId", "The id of the carrier account of the platform."),
);
export const carrierSync = id<CarrierSyncId>(param("CarrierSyncId", "The id of the comparison."));
export const carrierSyncItem = id<CarrierSyncItemId>(
  param("CarrierSyncItemId", "The id of the item of the comparison."),
);
export const platformCarrierSync = id<CarrierSyncId>(
  param("PlatformCarrierSyncId", "The id of the comparison of an account of the platform."),
);
export const platformCarrierSyncItem = id<CarrierSyncItemId>(
  param("PlatformCarrierSyncItemId", "The id of the item of the comparison of an account of the platform."),
);
export const number = numberReferenceInput(
  param("NumberReference", "The id of the number, or its line, with `+` sent as `%2B` or as it is."),
);
export const seq = Type.String({
  ...param("EventSeq", "The `seq` of the event."),
  pattern: "^[1-9][0-9]{0,14}$",
  "x-expected": "the seq of an event: an integer from 1",
  "x-published": Type.Integer({ minimum: 1 }),
});
