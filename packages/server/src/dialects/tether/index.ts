import { parseId } from "../../core/kernel/ids.ts";
import { bearerToken } from "../../http/mounting/credentials.ts";
import type { Dialect } from "../../http/mounting/dialect.ts";
import { render } from "./errors.ts";
import { phoneNumberRoutes } from "./phone-numbers.ts";

/** Tether's phone numbers of an organization's users: https://docs.tetherai.ca */
export const tether: Dialect = {
  name: "tether",
  prefix: "/api",
  title: "Tether dialect",
  description: "The numbers of an organization's users, as Tether's clients ask for them.",
  securityScheme: { type: "http", scheme: "bearer", description: "A superadmin's API key or JWT." },
  baseUrl: (origin) => origin,
  credential: ({ authorization }) => bearerToken(authorization),
  organizationId: ({ params }) => {
    const { organizationId = "" } = params as { organizationId?: string };
    return parseId(organizationId) ?? organizationId;
  },
  routes: phoneNumberRoutes,
  render,
  // The vendor's documents name none.
  rateHeaders: () => ({}),
};
