import { pathId, Type } from "../../http/mounting/schema.ts";
import type { ApiKeyId, GroupId, OffboardingId, OrganizationId, UserId } from "../../model.ts";

// The parameters of the paths. Text that has not the form of an id names no record: the response is 404.

const param = (component: string, description: string) => ({ "x-parameter": component, description });

export const organization = pathId<OrganizationId>(param("OrganizationId", "The id of the organization."));
export const user = pathId<UserId>(param("UserId", "The id of the user."));
export const group = pathId<GroupId>(param("GroupId", "The id of the group."));
export const key = pathId<ApiKeyId>(param("ApiKeyId", "The id of the API key."));
export const routerKey = pathId<ApiKeyId>(param("RouterKeyId", "The id of the router key."));
export const offboarding = pathId<OffboardingId>(param("OffboardingId", "The id of the offboarding."));
export const number = Type.String({
  ...param("NumberReference", "The id of the number, or its line, with `+` sent as `%2B` or as it is."),
});
export const seq = Type.String({
  ...param("EventSeq", "The `seq` of the event."),
  "x-published": Type.Integer({ minimum: 1 }),
});
