import type { CarrierAccount, OrganizationId } from "../../model.ts";
import { platformId } from "../../storage/store.ts";
import { Context, type CoreServices } from "../kernel/context.ts";
import { installationActorId } from "../kernel/system-context.ts";

/**
 * The context in which a carrier account looks up routes: it sees its organization, and one of the platform sees every
 * organization. It changes nothing.
 */
export const telephonyContext = (
  services: CoreServices,
  { id, organizationId }: Pick<CarrierAccount, "id"> & { readonly organizationId: OrganizationId | null },
): Context =>
  new Context(
    services,
    {
      userId: installationActorId,
      organizationId,
      isOrganizationSuspended: false,
      role: "router",
      credentialId: id,
    },
    organizationId ?? platformId,
    { dialect: "native", requestId: id },
  );
