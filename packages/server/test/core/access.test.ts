import { expect, test } from "vitest";
import {
  type Permission,
  type Principal,
  requireOrganization,
  requireRole,
} from "../../src/core/auth/access.ts";
import type { OrganizationId, Role } from "../../src/model.ts";
import { typedId } from "../helpers/typed-id.ts";

const principal = (role: Role, organizationId: OrganizationId | null): Principal => ({
  userId: typedId("a".repeat(24)),
  organizationId,
  isOrganizationSuspended: false,
  role,
  credentialId: "k",
});
const acme: OrganizationId = typedId("1".repeat(24));
const rival: OrganizationId = typedId("2".repeat(24));
const router = principal("router", null);

test("accepts a router without an organization and rejects it for every organization alike", () => {
  expect(() => requireOrganization(router, null)).not.toThrow();
  for (const organization of [acme, rival])
    expect(() => requireOrganization(router, organization)).toThrow(
      expect.objectContaining({
        code: "insufficient_role",
        message: "This operation requires the role admin.",
      }),
    );
});

test("accepts an admin in their own organization; any other looks like a missing one", () => {
  const admin = principal("admin", acme);
  expect(() => requireOrganization(admin, acme)).not.toThrow();
  for (const organization of [rival, null])
    expect(() => requireOrganization(admin, organization)).toThrow(
      expect.objectContaining({ code: "organization_not_found" }),
    );
});

test("a router may look up routes and nothing else", () => {
  expect(() => requireRole(router, "routes:read")).not.toThrow();
  const others: Permission[] = ["organization:read", "users:read", "events:all", "routerKeys:read"];
  for (const permission of others)
    expect(() => requireRole(router, permission)).toThrow("This operation requires the role");
});

test("a member may not look up routes", () => {
  expect(() => requireRole(principal("member", acme), "routes:read")).toThrow(
    "This operation requires the role admin.",
  );
});
