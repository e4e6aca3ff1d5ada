import type { DialectName } from "../../src/model.ts";
import type { Answer, RunningApp } from "./app.ts";

/** A read request of a dialect that tests whether a credential is accepted. */
export interface VendorClient {
  readonly name: string;
  readonly dialect: DialectName;
  readonly isForSuperadmin: boolean;
  ask(app: RunningApp, organizationId: string, credential: string): Promise<Answer>;
}

const createClient = (
  dialect: DialectName,
  path: (organizationId: string) => string,
  { scheme = "Bearer ", isForSuperadmin = false } = {},
): VendorClient => ({
  name: scheme === "" ? `${dialect}, raw` : dialect,
  dialect,
  isForSuperadmin,
  ask: (app, organizationId, credential) =>
    app.ask(`GET ${path(organizationId)}`, {
      key: null,
      headers: { authorization: scheme + credential },
    }),
});

/** Every way to send a credential. IPPanel documents the value without a scheme. */
export const vendorClients: readonly VendorClient[] = [
  createClient("native", (id) => `/registry/v1/organizations/${id}/users`),
  createClient("tether", (id) => `/api/organizations/${id}/phone-numbers`, { isForSuperadmin: true }),
  createClient("telnyx", () => "/v2/organizations/users"),
  createClient("ippanel", () => "/v1/api/number/numbers"),
  createClient("ippanel", () => "/v1/api/number/numbers", { scheme: "" }),
];
