import {
  accountsOfOrganization,
  accountsOfPlatform,
} from "../../../src/core/carrier-accounts/account-owner.ts";
import {
  createCarrierAccount,
  type NewCarrierAccountInput,
} from "../../../src/core/carrier-accounts/carrier-accounts.ts";
import type { CarrierAccount, OrganizationId } from "../../../src/model.ts";
import type { RunningApp } from "../app.ts";
import { platformContext } from "../import-files.ts";
import type { SimulatorOptions } from "./simulated-call.ts";
import { TwilioSimulator } from "./twilio.ts";

/** The base of the URLs that are configured at the carriers of the tests. */
export const publicUrl = "https://edge.acme.example";
export const twilioCredentials = { accountSid: `AC${"0".repeat(31)}1`, authToken: "12345" } as const;

/** Adds a carrier account; `organizationId` null for one of the platform. Twilio by default. */
export async function addCarrierAccount(
  app: RunningApp,
  organizationId: OrganizationId | null,
  input: Partial<NewCarrierAccountInput> = {},
): Promise<CarrierAccount> {
  const context = await platformContext(app, organizationId);
  const owner = organizationId === null ? accountsOfPlatform(context) : accountsOfOrganization(context);
  count += 1;
  return createCarrierAccount(owner, {
    provider: "twilio",
    name: `Account ${count}`,
    publicUrl,
    identifiers: { accountSid: twilioCredentials.accountSid },
    secrets: { authToken: twilioCredentials.authToken },
    ...input,
  });
}

let count = 0;

type Account = Pick<CarrierAccount, "provider" | "id">;

/** How a simulated carrier reaches the webhooks of an account, by the server's clock. */
export const simulatorOptions = (
  app: Pick<RunningApp, "url" | "clock">,
  { provider, id }: Account,
): SimulatorOptions => ({
  ...{ origin: app.url, publicUrl, path: `/telephony/${provider}/${id}` },
  now: () => app.clock.now,
});

/** Twilio with the credentials that an account has by default. */
export const twilioOf = (app: Pick<RunningApp, "url" | "clock">, account: Account): TwilioSimulator =>
  new TwilioSimulator({ ...simulatorOptions(app, account), ...twilioCredentials });
