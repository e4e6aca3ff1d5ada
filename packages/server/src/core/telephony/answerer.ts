import type { CarrierAccount, NumberId, OrganizationId, UserId } from "../../model.ts";
import type { CoreServices } from "../kernel/context.ts";
import { type InboundAnswer, lookUpInbound } from "../routing/route-lookups.ts";
import { numbersProviderOf } from "./numbers-provider.ts";
import { telephonyContext } from "./telephony-context.ts";

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
  const { organizationId, numberId, holder, why } = await lookUpInbound(telephonyContext(services, account), {
    provider,
    line,
  });
  if (organizationId === null || numberId === null) return undefined;
  return { organizationId, numberId, holder, why };
}
