import { organizationRequired } from "../../core/kernel/errors.ts";
import { bearerToken } from "../../http/mounting/bearer-token.ts";
import type { Dialect } from "../../http/mounting/dialect.ts";
import { render } from "./errors.ts";
import { numberRoutes } from "./numbers.ts";

/** The numbers of a reseller's users: https://docs.ippanel.com */
export const ippanel: Dialect = {
  name: "ippanel",
  prefix: "/v1",
  title: "IPPanel dialect",
  description: "IPPanel's API for the numbers of the credential's organization: https://docs.ippanel.com",
  tags: [{ name: "Numbers", description: "The numbers of the credential's organization." }],
  securityScheme: {
    type: "apiKey",
    in: "header",
    name: "Authorization",
    description: "An admin's API key or JWT, without a scheme.",
  },
  baseUrl: (origin) => `${origin}/v1`,
  credential: ({ authorization }) => bearerToken(authorization) ?? (authorization?.trim() || undefined),
  organizationId(_request, { organizationId }) {
    if (organizationId === null) throw organizationRequired();
    return organizationId;
  },
  routes: numberRoutes,
  render,
  // The vendor documents no rate limit headers.
  rateHeaders: () => ({}),
};
