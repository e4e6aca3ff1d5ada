import { parseId } from "../../core/kernel/ids.ts";
import { bearerToken } from "../../http/mounting/bearer-token.ts";
import type { Dialect } from "../../http/mounting/dialect.ts";
import type { OrganizationId } from "../../model.ts";
import { render } from "./errors.ts";
import { phoneNumberRoutes } from "./phone-numbers.ts";

/** The phone numbers of an organization's users: https://docs.tetherai.ca */
export const tether: Dialect = {
  name: "tether",
  prefix: "/api",
  title: "Tether dialect",
  description: "Tether's API for the phone numbers of an organization's users: https://docs.tetherai.ca",
  tags: [{ name: "Organizations", description: "The phone numbers of an organization's users." }],
  securityScheme: { type: "http", scheme: "bearer", description: "A superadmin's API key or JWT." },
  baseUrl: (origin) => origin,
  credential: ({ authorization }) => bearerToken(authorization),
  // Access is checked before the path is validated, so that the id has still the caller's spelling.
  organizationId: ({ params }) => {
    const { organizationId = "" } = params as { organizationId?: string };
    return parseId(organizationId) ?? (organizationId as OrganizationId);
  },
  routes: phoneNumberRoutes,
  render,
  // The vendor documents no rate limit headers.
  rateHeaders: () => ({}),
};
