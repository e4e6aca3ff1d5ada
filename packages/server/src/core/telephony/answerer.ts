import type { CarrierAccount, NumberId, OrganizationId, UserId } from "../../model.ts";
import { platformId } from "../../storage/store.ts";
import { Context, type CoreServices } from "../kernel/context.ts";
import { installationActorId } from "../kernel/system-context.ts";
import { type InboundAnswer, lookUpInbound } from "../routing/route-lookups.ts";
import { numbersProviderOf } from "./numbers-provider.ts";

/** A line of an organization that the account may route, and who answers it. */
export interface AnsweredLine {
  readonly organizationId: OrganizationId;
  readonly numberId: NumberId;
  readonly holder: { readonly userId: UserId; readonly endpoints: readonly string[] } | null;
  readonly why: InboundAnswer["why"];
}

/** Undefined for a line that no organization has, and for another one than that of the account. */
export async function answererOf(
  services: CoreServices,
  account: CarrierAccount,
  line: string,
): Promise<AnsweredLine | undefined> {
  const provider = numbersProviderOf(account);
  const { organizationId, numberId, holder, why } = await lookUpInbound(contextOf(services, account), {
    provider,
    line,
  });
  if (organizationId === null || numberId === null) return undefined;
  return { organizationId, numberId, holder, why };
}

/** Sees the organization of the account; for one of the platform, every organization. */
const contextOf = (services: CoreServices, { id, organizationId }: CarrierAccount): Context =>
  new Context(
    services,
    {
      userId: installationActorId,
      organizationId,
      isOrganizationSuspended: false,
      role: organizationId === null ? "router" : "auditor",
      credentialId: id,
    },
    organizationId ?? platformId,
    { dialect: "native", requestId: "carrier" },
  );
