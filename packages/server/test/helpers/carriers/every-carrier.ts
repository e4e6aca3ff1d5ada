import { generateKeyPairSync } from "node:crypto";
import type { NewCarrierAccountInput } from "../../../src/core/carrier-accounts/carrier-accounts.ts";
import type { CarrierProvider, Provider } from "../../../src/model.ts";
import { BandwidthSimulator } from "./bandwidth.ts";
import { JambonzSimulator } from "./jambonz.ts";
import { PlivoSimulator } from "./plivo.ts";
import type { CallReport, IncomingCall, SimulatorOptions } from "./simulated-call.ts";
import { SinchSimulator } from "./sinch.ts";
import { TelnyxSimulator } from "./telnyx.ts";
import { TextGridSimulator } from "./textgrid.ts";
import { TwilioSimulator } from "./twilio.ts";
import { VonageSimulator } from "./vonage.ts";

export interface CallSimulator {
  call(incoming: IncomingCall): Promise<CallReport>;
}

/** A carrier that has calls, with an account at it. */
export interface SimulatedCarrier {
  readonly provider: CarrierProvider;
  /** The provider of its numbers. */
  readonly numbersProvider: Provider;
  readonly ringsInOrder: boolean;
  /** Whether it reaches `sip:` endpoints. */
  readonly reachesSip: boolean;
  readonly account: Pick<NewCarrierAccountInput, "identifiers" | "secrets">;
  simulator(options: SimulatorOptions): CallSimulator;
}

const telnyxKeys = generateKeyPairSync("ed25519");
const telnyxKey = new TelnyxSimulator({ origin: "", publicUrl: "", path: "", keys: telnyxKeys }).publicKey;
const sinch = {
  applicationKey: "669E367E-6BBA-48AB-AF15-266871C28135",
  applicationSecret: "BeIukql3pTKJ8RGL5zo0DA==",
};
const vonage = {
  apiKey: "abcd1234",
  applicationId: "aaaaaaaa-bbbb-cccc-dddd-0123456789ab",
  signatureSecret: "ZYtdTtGV3BCFN7tWmOWr1md66XsquMggr4W2cTtXtcPgfnI0Xw",
};
const both = { ringsInOrder: true, reachesSip: true };

export const simulatedCarriers: readonly SimulatedCarrier[] = [
  {
    ...{ provider: "twilio", numbersProvider: "twilio", ...both },
    account: { identifiers: { accountSid: "AC1" }, secrets: { authToken: "12345" } },
    simulator: (options) => new TwilioSimulator({ ...options, accountSid: "AC1", authToken: "12345" }),
  },
  {
    ...{ provider: "textgrid", numbersProvider: "textgrid", ringsInOrder: false, reachesSip: false },
    account: { identifiers: { accountSid: "k3Id==" }, secrets: { webhookSecret: "whsec_test" } },
    simulator: (options) => new TextGridSimulator({ ...options, webhookSecret: "whsec_test" }),
  },
  {
    ...{ provider: "telnyx", numbersProvider: "telnyx", ...both },
    account: { identifiers: { publicKey: telnyxKey }, secrets: {} },
    simulator: (options) => new TelnyxSimulator({ ...options, keys: telnyxKeys }),
  },
  {
    ...{ provider: "plivo", numbersProvider: "plivo", ...both },
    account: { identifiers: { authId: "MA1" }, secrets: { authToken: "my_auth_token" } },
    simulator: (options) => new PlivoSimulator({ ...options, authToken: "my_auth_token" }),
  },
  {
    ...{ provider: "bandwidth", numbersProvider: "bandwidth", ...both },
    account: { identifiers: { accountId: "9900000", webhookUser: "us" }, secrets: { webhookPassword: "pw" } },
    simulator: (options) => new BandwidthSimulator({ ...options, user: "us", password: "pw" }),
  },
  {
    ...{ provider: "sinch", numbersProvider: "sinch", ringsInOrder: false, reachesSip: true },
    account: {
      identifiers: { applicationKey: sinch.applicationKey },
      secrets: { applicationSecret: sinch.applicationSecret },
    },
    simulator: (options) => new SinchSimulator(options, sinch),
  },
  {
    ...{ provider: "vonage", numbersProvider: "vonage", ...both },
    account: {
      identifiers: { apiKey: vonage.apiKey, applicationId: vonage.applicationId },
      secrets: { signatureSecret: vonage.signatureSecret },
    },
    simulator: (options) => new VonageSimulator(options, vonage),
  },
  {
    ...{ provider: "jambonz", numbersProvider: "other", ...both },
    account: { identifiers: { numbersProvider: "other" }, secrets: { webhookSecret: "s1" } },
    simulator: (options) => new JambonzSimulator(options, "s1"),
  },
];
