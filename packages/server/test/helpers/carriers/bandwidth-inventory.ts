import { page, SimulatedInventory, simulate } from "./inventory.ts";
import { basic } from "./simulator.ts";

const xml = (body: string) => ({ body: `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${body}` });
const escaped = (text: string | null) => (text ?? "").replaceAll("&", "&amp;");
const base = "/api/accounts/9900000";

/** Every number has the same location, and so the applications with the URLs of the first. Pages are named by ids. */
export const createBandwidthInventory = (): SimulatedInventory =>
  new SimulatedInventory(
    "bandwidth",
    { accountId: "9900000", apiUser: "user", apiPassword: "password" },
    (inventory) => {
      const { numbers } = inventory;
      return simulate(
        ({ headers }) => headers.authorization === basic("user", "password"),
        [
          [
            "GET",
            new RegExp(`^${base}/inserviceNumbers$`),
            ({ url }) => {
              const size = Math.min(40, Number(url.searchParams.get("size")));
              const from = Number((url.searchParams.get("page") ?? "1").split("-")[1] ?? 0);
              const rows = page(numbers, from, size).map(
                ({ number }) => `<TelephoneNumber>${number}</TelephoneNumber>`,
              );
              const link = `https://api.inetwork.com:443${url.pathname}?size=${size}&amp;page=id-${from + size}`;
              const next =
                from + size < numbers.length ? `<next>Link=&lt;${link}&gt;;rel="next";</next>` : "";
              return xml(
                `<TNs><TotalCount>${inventory.total}</TotalCount><Links><first></first>${next}</Links>` +
                  `<TelephoneNumbers><Count>${rows.length}</Count>${rows.join("")}</TelephoneNumbers></TNs>`,
              );
            },
          ],
          [
            "GET",
            new RegExp(`^${base}/applications$`),
            () =>
              xml(
                "<ApplicationProvisioningResponse><ApplicationList>" +
                  `<Application><ApplicationId>voice1</ApplicationId><ServiceType>Voice-V2</ServiceType><CallInitiatedCallbackUrl>${escaped(numbers[0]?.voiceUrl ?? null)}</CallInitiatedCallbackUrl><CallInitiatedMethod>${numbers[0]?.voiceMethod}</CallInitiatedMethod></Application>` +
                  `<Application><ApplicationId>sms1</ApplicationId><ServiceType>Messaging-V2</ServiceType><InboundCallbackUrl>${escaped(numbers[0]?.smsUrl ?? null)}</InboundCallbackUrl></Application>` +
                  "</ApplicationList></ApplicationProvisioningResponse>",
              ),
          ],
          [
            "GET",
            /\/applications\/\w+\/associatedsippeers$/,
            () =>
              xml(
                "<AssociatedSipPeersResponse><AssociatedSipPeers><AssociatedSipPeer><SiteId>1</SiteId><SiteName>Main</SiteName><PeerId>2</PeerId></AssociatedSipPeer></AssociatedSipPeers></AssociatedSipPeersResponse>",
              ),
          ],
          [
            "GET",
            /\/sites\/1\/sippeers\/2\/tns$/,
            () =>
              xml(
                `<SipPeerTelephoneNumbersResponse><SipPeerTelephoneNumbers>${numbers
                  .map(
                    ({ number }) =>
                      `<SipPeerTelephoneNumber><FullNumber>${number}</FullNumber></SipPeerTelephoneNumber>`,
                  )
                  .join("")}</SipPeerTelephoneNumbers></SipPeerTelephoneNumbersResponse>`,
              ),
          ],
          [
            "PATCH",
            /\/applications\/(\w+)$/,
            ({ body }, id) => {
              const read = (name: string) =>
                new RegExp(`<${name}>(.*)</${name}>`).exec(body)?.[1]?.replaceAll("&amp;", "&");
              for (const number of numbers)
                if (id === "sms1") number.smsUrl = read("InboundCallbackUrl") || null;
                else {
                  number.voiceUrl = read("CallInitiatedCallbackUrl") || null;
                  number.voiceMethod = read("CallInitiatedMethod") ?? "";
                }
              return xml("<ApplicationProvisioningResponse/>");
            },
          ],
        ],
      );
    },
  );
