import { organizationRequired } from "../../core/kernel/errors.ts";
import { bearerToken } from "../../http/mounting/bearer-token.ts";
import type { Dialect } from "../../http/mounting/dialect.ts";
import { render } from "./errors.ts";
import { organizationUserRoutes } from "./organization-users.ts";
import { rateHeaders } from "./rate-headers.ts";

/** The users of an organization: https://developers.telnyx.com */
export const telnyx: Dialect = {
  name: "telnyx",
  prefix: "/v2",
  title: "Telnyx dialect",
  description: "Telnyx's API for the users of the credential's organization: https://developers.telnyx.com",
  tags: [{ name: "Organization Users", description: "The users of the credential's organization." }],
  securityScheme: { type: "http", scheme: "bearer", description: "An admin's API key or JWT." },
  baseUrl: (origin) => `${origin}/v2`,
  credential: ({ authorization }) => bearerToken(authorization),
  organizationId(_request, { organizationId }) {
    if (organizationId === null) throw organizationRequired();
    return organizationId;
  },
  // Telnyx's SDK sends no idempotency key, but the number of the attempt, from 0. An attempt of 1 or more does not prove
  // that attempt 0 arrived: the SDK also counts a connection error and a 503 of the admission control.
  retryKey(request) {
    const count = Number(request.headers["x-stainless-retry-count"] ?? 0);
    return { key: `retry ${request.method} ${request.url}`, replay: count >= 1 ? "whileCurrent" : "never" };
  },
  routes: organizationUserRoutes,
  render,
  rateHeaders,
};
