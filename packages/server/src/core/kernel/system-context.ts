import type { OrganizationId, UserId } from "../../model.ts";
import { platformId } from "../../storage/store.ts";
import { Context, type CoreServices } from "./context.ts";

/** The `actorId` of what the installation does by itself. No user has it. */
export const installationActorId = platformId as string as UserId;

/** The installation itself, for a change that no user asked for. `name` is the event's `credentialId` and `requestId`. */
export function systemContext(services: CoreServices, organizationId: OrganizationId, name: string): Context {
  const principal = {
    userId: installationActorId,
    organizationId: null,
    isOrganizationSuspended: false,
    role: "superadmin",
    credentialId: name,
  } as const;
  return new Context(services, principal, organizationId, { dialect: "native", requestId: name });
}
