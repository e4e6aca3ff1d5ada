import { organizationRequired } from "../../core/kernel/errors.ts";
import { bearerToken } from "../../http/mounting/credentials.ts";
import type { Dialect } from "../../http/mounting/dialect.ts";
import { render } from "./errors.ts";
import { numberRoutes } from "./numbers.ts";

/** IPPanel's numbers of a reseller's users: https://docs.ippanel.com */
export const ippanel: Dialect = {
  name: "ippanel",
  prefix: "/v1",
  title: "IPPanel dialect",
  description: "The numbers of the credential's own organization, as IPPanel's clients ask for them.",
  securityScheme: {
    type: "apiKey",
    in: "header",
    name: "Authorization",
    description: "An admin's API key or JWT, without a scheme before it.",
  },
  baseUrl: (origin) => `${origin}/v1`,
  credential: ({ authorization }) => bearerToken(authorization) ?? (authorization?.trim() || undefined),
  organizationId(_request, { organizationId }) {
    if (organizationId === null) throw organizationRequired();
    return organizationId;
  },
  routes: numberRoutes,
  render,
  // The vendor's documents name none.
  rateHeaders: () => ({}),
};
