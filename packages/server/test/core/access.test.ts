import { expect, test } from "vitest";
import {
  type Permission,
  type Principal,
  requireOrganization,
  requireRole,
} from "../../src/core/auth/access.ts";
import type { Role } from "../../src/model.ts";

const principal = (role: Role, organizationId: string | null): Principal => ({
  userId: "a".repeat(24),
  organizationId,
  isOrganizationSuspended: false,
  role,
  credentialId: "k",
});
const [acme, rival] = ["1".repeat(24), "2".repeat(24)];
const router = principal("router", null);

test("a router passes where no organization is named, and is told the same of every one that is", () => {
  expect(() => requireOrganization(router, null)).not.toThrow();
  for (const organization of [acme, rival])
    expect(() => requireOrganization(router, organization)).toThrow(
      expect.objectContaining({ code: "insufficient_role", message: "This needs the role admin." }),
    );
});

test("an admin passes in his own organization, and any other is unknown to him", () => {
  const admin = principal("admin", acme);
  expect(() => requireOrganization(admin, acme)).not.toThrow();
  for (const organization of [rival, null])
    expect(() => requireOrganization(admin, organization)).toThrow(
      expect.objectContaining({ code: "organization_not_found" }),
    );
});

test("a router may ask where calls go, and nothing else", () => {
  expect(() => requireRole(router, "routes:read")).not.toThrow();
  const others: Permission[] = ["organization:read", "users:read", "events:all", "routerKeys:read"];
  for (const permission of others)
    expect(() => requireRole(router, permission)).toThrow("This needs the role");
});

test("a member may not ask where calls go", () => {
  expect(() => requireRole(principal("member", acme), "routes:read")).toThrow("This needs the role admin.");
});
