import { pathId, Type } from "../../http/mounting/schema.ts";

// The parameters of the paths. Text that has not the form of an id names no record: the response is 404.

const param = (component: string, description: string) => ({ "x-parameter": component, description });

export const organization = pathId(param("OrganizationId", "The id of the organization."));
export const user = pathId(param("UserId", "The id of the user."));
export const group = pathId(param("GroupId", "The id of the group."));
export const key = pathId(param("ApiKeyId", "The id of the API key."));
export const routerKey = pathId(param("RouterKeyId", "The id of the router key."));
export const offboarding = pathId(param("OffboardingId", "The id of the offboarding."));
export const number = Type.String({
  ...param("NumberReference", "The id of the number, or its line, with `+` sent as `%2B` or as it is."),
});
export const seq = Type.String({
  ...param("EventSeq", "The `seq` of the event."),
  "x-published": Type.Integer({ minimum: 1 }),
});
