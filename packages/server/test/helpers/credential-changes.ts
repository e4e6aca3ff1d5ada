import type { TestContext } from "./test-context.ts";
import { created } from "./world.ts";

interface CredentialChange {
  /** Completes "the next request is rejected after …". */
  readonly name: string;
  /** Returns a key that can look up routes, and how to take that away. */
  readonly prepare: (
    context: TestContext,
  ) => Promise<{ readonly key: string; readonly change: () => Promise<{ readonly status: number }> }>;
  /** The status of the next lookup. */
  readonly status: 401 | 403;
}

const ofAdmin =
  (body: object): CredentialChange["prepare"] =>
  async ({ acme: { admin }, platform }) => ({
    key: admin.key,
    change: () => platform.patch(`/users/${admin.id}`, body),
  });

/** Changes after which a credential must not be able to look up routes. */
export const credentialChanges: readonly CredentialChange[] = [
  {
    name: "the router key was revoked",
    async prepare({ app }) {
      const { id, key } = await created(app.ask, "/registry/v1/router-keys", { name: "router" });
      return { key, change: () => app.ask(`DELETE /registry/v1/router-keys/${id}`) };
    },
    status: 401,
  },
  {
    name: "the API key was revoked",
    async prepare({ acme: { admin }, platform }) {
      const { json } = await platform.get("/api-keys");
      const { id } = json.items.find((key: { userId: string }) => key.userId === admin.id);
      return { key: admin.key, change: () => platform.delete(`/api-keys/${id}`) };
    },
    status: 401,
  },
  { name: "its user was disabled", prepare: ofAdmin({ status: "disabled" }), status: 401 },
  { name: "its user lost the admin role", prepare: ofAdmin({ role: "member" }), status: 403 },
  {
    name: "its organization was suspended",
    prepare: async ({ acme, platform }) => ({
      key: acme.admin.key,
      change: () => platform.patch("", { status: "suspended" }),
    }),
    status: 403,
  },
];
