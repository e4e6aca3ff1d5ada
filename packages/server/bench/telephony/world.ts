import { createHmac } from "node:crypto";
import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { assignNumber } from "../../src/core/assignments/assign-number.ts";
import { accountsOfOrganization } from "../../src/core/carrier-accounts/account-owner.ts";
import { createCarrierAccount } from "../../src/core/carrier-accounts/carrier-accounts.ts";
import { createOrganization } from "../../src/core/organizations/organizations.ts";
import { updateUser } from "../../src/core/users/update-user.ts";
import { settingsOf } from "../world.ts";

const publicUrl = "https://edge.acme.example";
const authToken = "12345678901234567890123456789012";
const line = "+14165550102";

/** A call of Twilio to a number whose holder has an endpoint. */
export interface SignedCall {
  readonly path: string;
  readonly url: string;
  readonly authToken: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Creates the number and the carrier account in the database of the folder. */
export async function makeCall(folder: string): Promise<SignedCall> {
  const app = await createApp(readConfig(settingsOf(folder)));
  const { installation, superadmin } = app;
  const principal = await installation.principalOfUser(superadmin.userId);
  const call = { dialect: "native", requestId: "bench" } as const;
  const owner = { name: "Olga Owner", email: "olga@calls.example", username: "olga" };
  const made = await createOrganization(installation.as(principal, null, call), { name: "calls", owner });
  const context = installation.as(principal, made.organization.id, call);
  await updateUser(context, made.owner.id, { endpoints: ["client:olga", "tel:+14165550177"] });
  const number = { line, provider: "twilio" } as const;
  await assignNumber(context, { userId: made.owner.id, number, flags: {}, addsNumber: true });
  const { id } = await createCarrierAccount(accountsOfOrganization(context), {
    provider: "twilio",
    name: "Twilio",
    publicUrl,
    identifiers: { accountSid: fields.AccountSid },
    secrets: { authToken },
  });
  await app.close();
  return signed(`/telephony/twilio/${id}/voice`);
}

/** As Twilio sends them. */
const fields = {
  AccountSid: "AC00000000000000000000000000000001",
  ApiVersion: "2010-04-01",
  CallSid: "CA00000000000000000000000000000001",
  CallStatus: "ringing",
  Called: line,
  CalledCity: "TORONTO",
  CalledCountry: "CA",
  CalledState: "ON",
  CalledZip: "",
  Caller: "+12125550123",
  CallerCity: "NEW YORK",
  CallerCountry: "US",
  CallerState: "NY",
  CallerZip: "10001",
  Direction: "inbound",
  From: "+12125550123",
  FromCity: "NEW YORK",
  FromCountry: "US",
  FromState: "NY",
  FromZip: "10001",
  To: line,
  ToCity: "TORONTO",
  ToCountry: "CA",
  ToState: "ON",
  ToZip: "",
};

function signed(path: string): SignedCall {
  const url = publicUrl + path;
  const text = Object.entries(fields)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => name + value)
    .join("");
  const signature = createHmac("sha1", authToken)
    .update(url + text)
    .digest("base64");
  return {
    ...{ path, url, authToken },
    headers: {
      "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
      "x-twilio-signature": signature,
    },
    body: new URLSearchParams(fields).toString(),
  };
}
