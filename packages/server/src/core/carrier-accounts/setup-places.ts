import type { CarrierProvider } from "../../model.ts";

export const webhookPurposes = ["voice", "sms", "status"] as const;
export type WebhookPurpose = (typeof webhookPurposes)[number];

/** Where the carrier takes the URL of one kind of webhook. */
export interface WebhookPlace {
  readonly purpose: WebhookPurpose;
  readonly method: "GET" | "POST";
  /** In the words of the carrier's console. */
  readonly where: string;
}

export interface ProviderPlaces {
  readonly places: readonly WebhookPlace[];
  readonly notes: readonly string[];
  /** What no source of the carrier establishes. */
  readonly assumptions: readonly string[];
}

const place = (purpose: WebhookPurpose, where: string): WebhookPlace => ({ purpose, method: "POST", where });

const rings = {
  first:
    "Only the first endpoint that the carrier reaches rings: its documents cannot name what follows an endpoint that does not answer.",
};

export const providerPlaces: Readonly<Record<CarrierProvider, ProviderPlaces>> = {
  twilio: {
    places: [
      place(
        "voice",
        "Phone Numbers, Active numbers, the number, Voice Configuration: A call comes in, Webhook, HTTP POST",
      ),
      place("status", "the same page: Call status changes, HTTP POST"),
      place("sms", "the same page, Messaging Configuration: A message comes in, Webhook, HTTP POST"),
    ],
    notes: [
      "A number with a TwiML App, a SIP trunk or a Messaging Service ignores its own URLs: set them there, or remove it.",
      "Set a fallback URL (Primary handler fails) at another host: without one, calls end with an error while this server cannot be reached, and a message is lost.",
    ],
    assumptions: [],
  },
  textgrid: {
    places: [
      place("voice", "the phone number: Voice URL, POST"),
      place("sms", "the phone number: SMS URL, POST"),
    ],
    notes: ["Remove the forwarding of the number at TextGrid: a forwarded call reaches no webhook."],
    assumptions: [
      "TextGrid publishes no documentation of its webhooks: the signature is what programs of others verify.",
      "Only tel: endpoints ring, and only the first one: whether TextGrid dials clients and SIP addresses is not established.",
    ],
  },
  telnyx: {
    places: [
      place(
        "voice",
        "Voice, Programmable Voice, TeXML Applications, the application: Webhook URL, Voice Method POST",
      ),
      place("status", "the same application: Call progress events URL, Status Callback Method POST"),
      place("sms", "Messaging, the messaging profile, Inbound: Send a webhook to this URL, API version 2"),
    ],
    notes: [
      "The default method of a TeXML application is GET, which is refused: what Telnyx signs of it is not established.",
      "Assign the application and the messaging profile to each number.",
      "A client: endpoint rings at its name in the SIP subdomain of the account, and is skipped without sipSubdomain.",
    ],
    assumptions: [],
  },
  sinch: {
    places: [
      place("voice", "Voice, Apps, the application, Callback settings: Callback URL"),
      place("sms", "SMS, Service APIs, the service plan: Callback URLs, Add Callback URL"),
    ],
    notes: [
      rings.first,
      "Callbacks of messages are not signed by default: have Sinch sign them, or send Basic authentication, or set pathSecret and replace {pathSecret} in the URL.",
    ],
    assumptions: ["How long Sinch waits for the answer to a call is not documented."],
  },
  vonage: {
    places: [
      place("voice", "Applications, the application, Voice: Answer URL, POST, with Use signed webhooks"),
      place("status", "the same application: Event URL, POST"),
      place("sms", "Numbers, Your numbers, the number: Inbound Webhook URL; POST-JSON in the API settings"),
    ],
    notes: [
      "Link the numbers to the application.",
      "Ask Vonage's support to sign webhooks of messages, or choose the Messages API in the API settings, or set pathSecret and replace {pathSecret} in the URL.",
    ],
    assumptions: [
      "What Vonage signs of a GET request is not established: use POST.",
      "That an empty document refuses a call is not documented.",
    ],
  },
  plivo: {
    places: [
      place("voice", "Voice, Applications, XML, the application: Primary Answer URL, POST"),
      place("status", "the same application: Hangup URL, POST"),
      place("sms", "the same application: Message URL, POST"),
    ],
    notes: ["Assign the application to each number."],
    assumptions: [
      "The signature of messages does not cover their body: that is Plivo's scheme.",
      "Whether Plivo repeats a webhook of a message that failed is not established.",
    ],
  },
  bandwidth: {
    places: [
      place(
        "voice",
        "Applications, the voice application: Call-initiated callback URL, POST, with Callback User ID and Password",
      ),
      place("status", "the same application: Call status callback URL"),
      place(
        "sms",
        "Applications, the messaging application: Inbound callback URL, with Callback User ID and Password",
      ),
    ],
    notes: [
      "Bandwidth signs nothing: the user and the password are the only proof, so use them for no other purpose.",
      "Assign the applications to the location of the numbers.",
    ],
    assumptions: [],
  },
  ippanel: {
    places: [place("sms", "where the panel forwards received messages to a URL, if it has such a setting")],
    notes: [
      "Replace {pathSecret} by the secret with this name.",
      "Without pathSecret, messages are read from the documented inbox, which needs token. With it, the inbox is not read.",
    ],
    assumptions: [
      "IPPanel documents no webhook: the receiver accepts the names of its parameters for sending.",
    ],
  },
  jambonz: {
    places: [
      place("voice", "Applications, the application: Calling webhook, POST"),
      place("status", "the same application: Call status webhook, POST"),
    ],
    notes: [
      "The webhook secret is that of the account: Account, Webhook secret.",
      "A client: endpoint rings at its name in sipRealm, and is skipped without it.",
    ],
    assumptions: ["Written from jambonz's documentation and sources, and not tried with a jambonz server."],
  },
};
