import type { CarrierAccount } from "../../model.ts";
import { platformId } from "../../storage/store.ts";
import { Context, type CoreServices } from "../kernel/context.ts";
import { installationActorId } from "../kernel/system-context.ts";

const contexts = new WeakMap<CarrierAccount, Context>();

/**
 * The context in which a carrier account looks up routes: it sees its organization, and one of the platform sees every
 * organization. It changes nothing.
 */
export function telephonyContext(services: CoreServices, account: CarrierAccount): Context {
  const known = contexts.get(account);
  if (known?.services === services) return known;
  const context = newContext(services, account);
  contexts.set(account, context);
  return context;
}

const newContext = (services: CoreServices, { id, organizationId }: CarrierAccount): Context =>
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
