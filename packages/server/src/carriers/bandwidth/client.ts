import type {
  CarrierAccess,
  CarrierClient,
  SeenNumber,
  SeenWebhook,
} from "../../core/telephony/carrier-client.ts";
import { CarrierFailure } from "../../core/telephony/carrier-client.ts";
import { apiBase, basicAuthorization, credential, methodOf, requestText } from "../contract/carrier-api.ts";
import { countOf, readPages } from "../contract/inventory-pages.ts";
import { lineOf } from "../contract/seen-number.ts";
import { escapeXml } from "../contract/xml.ts";
import { sendMessage } from "./send-message.ts";
import { readXml, type XmlNode } from "./xml-reader.ts";

/**
 * Bandwidth's Dashboard API, whose responses are XML. A number has a location, the location an application for calls and one
 * for texts, and the application the URL: https://dev.bandwidth.com/docs/account/applications
 */
export const bandwidthClient: CarrierClient = { testCredentials, readInventory, setWebhook, sendMessage };

const urlOf = (access: CarrierAccess, path: string): string =>
  `${apiBase(access, "https://dashboard.bandwidth.com")}/api/accounts/${encodeURIComponent(credential(access, "accountId"))}/${path}`;

const headersOf = (access: CarrierAccess) => ({
  accept: "application/xml",
  authorization: basicAuthorization(credential(access, "apiUser"), credential(access, "apiPassword")),
});

const get = async (access: CarrierAccess, path: string): Promise<XmlNode> =>
  readXml(await requestText(access, { method: "GET", url: urlOf(access, path), headers: headersOf(access) }));

async function testCredentials(access: CarrierAccess): Promise<void> {
  await get(access, "inserviceNumbers?page=1&size=1");
}

async function readInventory(access: CarrierAccess): Promise<readonly SeenNumber[]> {
  const numbers = await readPages(
    "1",
    (page) => readPage(access, page),
    (number) => number,
  );
  const webhooks = await readWebhooks(access);
  return numbers.map((number) => toSeen(number, webhooks));
}

/** A page is named by an id, which the link to it contains. */
async function readPage(access: CarrierAccess, page: string) {
  const list = await get(access, `inserviceNumbers?page=${encodeURIComponent(page)}&size=500`);
  const link = /<([^>]+)>/.exec(list.text("next") ?? "")?.[1];
  return {
    rows: list.all("TelephoneNumber").map(({ content }) => content),
    next: link === undefined ? undefined : (URL.parse(link)?.searchParams.get("page") ?? undefined),
    total: countOf(list.text("TotalCount")),
  };
}

/** The webhooks of numbers by their kind and number. */
type Webhooks = Readonly<Record<"voice" | "sms", ReadonlyMap<string, SeenWebhook>>>;

async function readWebhooks(access: CarrierAccess): Promise<Webhooks> {
  const webhooks = { voice: new Map<string, SeenWebhook>(), sms: new Map<string, SeenWebhook>() };
  const numbersOf = numbersByLocation(access);
  for (const application of (await get(access, "applications")).all("Application")) {
    const viaRef = application.text("ApplicationId") ?? "";
    const kind = application.text("ServiceType")?.startsWith("Voice") ? "voice" : "sms";
    const webhook: SeenWebhook = { ...webhookOf(application, kind), via: "application", viaRef };
    const path = `applications/${encodeURIComponent(viaRef)}/associatedsippeers`;
    for (const location of (await get(access, path)).all("AssociatedSipPeer"))
      for (const number of await numbersOf(location)) webhooks[kind].set(number, webhook);
  }
  return webhooks;
}

const webhookOf = (application: XmlNode, kind: "voice" | "sms"): Pick<SeenWebhook, "url" | "method"> =>
  kind === "voice"
    ? {
        url: application.text("CallInitiatedCallbackUrl") ?? null,
        method: methodOf(application.text("CallInitiatedMethod")),
      }
    : { url: application.text("InboundCallbackUrl") ?? application.text("MsgCallbackUrl") ?? null };

/** A location usually has two applications, and its numbers are read once. */
function numbersByLocation(access: CarrierAccess): (location: XmlNode) => Promise<readonly string[]> {
  const known = new Map<string, readonly string[]>();
  return async (location) => {
    const [site = "", peer = ""] = [location.text("SiteId"), location.text("PeerId")];
    const path = `sites/${encodeURIComponent(site)}/sippeers/${encodeURIComponent(peer)}/tns`;
    const numbers =
      known.get(path) ?? (await get(access, path)).all("FullNumber").map(({ content }) => content);
    known.set(path, numbers);
    return numbers;
  };
}

function toSeen(number: string, webhooks: Webhooks): SeenNumber {
  const none = { url: null, via: "application" } as const;
  return {
    ...lineOf("bandwidth", number),
    ...{ ref: number, name: null, status: "in service", isActive: true },
    voice: webhooks.voice.get(number) ?? none,
    sms: webhooks.sms.get(number) ?? none,
    capabilities: ["voice", "sms"],
  };
}

/** Changes the application, which other numbers may have as well. */
async function setWebhook(
  access: CarrierAccess,
  { number, kind, url, method }: Parameters<NonNullable<CarrierClient["setWebhook"]>>[1],
): Promise<void> {
  const id = number[kind]?.viaRef;
  if (id === undefined)
    throw new CarrierFailure("refused", "The number's location has no application at Bandwidth.");
  const name = kind === "voice" ? "CallInitiatedCallbackUrl" : "InboundCallbackUrl";
  const methodElement = kind === "voice" ? `<CallInitiatedMethod>${method}</CallInitiatedMethod>` : "";
  await requestText(access, {
    ...{ method: "PATCH", url: urlOf(access, `applications/${encodeURIComponent(id)}`) },
    headers: { ...headersOf(access), "content-type": "application/xml; charset=utf-8" },
    body: `<Application><${name}>${escapeXml(url ?? "")}</${name}>${methodElement}</Application>`,
  });
}
