import {
  type Answer,
  numberIn,
  page,
  SimulatedInventory,
  type SimulatedNumber,
  simulate,
} from "./inventory.ts";

/** One TeXML application and one messaging profile for each URL, without gaps in their ids. */
const idOf = (kind: string, url: string): string => `${kind}-${Buffer.from(url).toString("hex")}`;
const urlOf = (id: string): string => Buffer.from(id.split("-")[1] ?? "", "hex").toString();

const toNumber = (it: SimulatedNumber) => ({
  ...{ id: it.id, record_type: "phone_number", phone_number: it.number, status: it.status ?? "active" },
  ...{ customer_reference: it.name, tags: [], call_forwarding_enabled: it.forwardsTo !== undefined },
  connection_id: it.voiceUrl === null ? null : idOf("app", `${it.voiceMethod} ${it.voiceUrl}`),
  messaging_profile_id: it.smsUrl === null ? null : idOf("profile", it.smsUrl),
  ...it.more,
});

const distinct = <T>(values: readonly (T | null)[]): T[] =>
  [...new Set(values)].filter((value): value is T => value !== null);

export const createTelnyxInventory = (): SimulatedInventory =>
  new SimulatedInventory("telnyx", { apiKey: "KEY1" }, (inventory) => {
    const { numbers } = inventory;
    const list =
      (rows: () => readonly unknown[], error = () => 0): Answer =>
      (request) => {
        const number = numberIn(request, "page[number]", 1);
        const size = Math.min(250, numberIn(request, "page[size]", 20));
        const total_results = rows().length + error();
        const total_pages = Math.max(1, Math.ceil(total_results / size));
        const data = page(rows(), (number - 1) * size, size);
        return { body: { data, meta: { page_number: number, page_size: size, total_pages, total_results } } };
      };
    const voiceUrls = () => distinct(numbers.map((it) => toNumber(it).connection_id));
    return simulate(
      ({ headers }) => headers.authorization === "Bearer KEY1",
      [
        [
          "GET",
          /^\/v2\/phone_numbers$/,
          list(
            () => numbers.map(toNumber),
            () => inventory.totalError,
          ),
        ],
        [
          "GET",
          /^\/v2\/phone_numbers\/voice$/,
          list(() =>
            numbers.map(({ id, forwardsTo }) => ({
              id,
              call_forwarding: {
                call_forwarding_enabled: forwardsTo !== undefined,
                forwards_to: forwardsTo ?? "",
              },
            })),
          ),
        ],
        ["GET", /^\/v2\/texml_applications$/, list(() => voiceUrls().map(toApplication))],
        [
          "GET",
          /^\/v2\/texml_applications\/([\w-]+)$/,
          (_, id = "") => ({ body: { data: toApplication(id) } }),
        ],
        [
          "GET",
          /^\/v2\/messaging_profiles$/,
          list(() =>
            distinct(numbers.map(({ smsUrl }) => smsUrl)).map((url) => ({
              ...{ id: idOf("profile", url), webhook_url: url },
            })),
          ),
        ],
        [
          "PATCH",
          /^\/v2\/texml_applications\/([\w-]+)$/,
          ({ body }, id) => {
            const { friendly_name, voice_url, voice_method } = JSON.parse(body);
            if (friendly_name !== "Calls") return { status: 422 };
            for (const number of numbers)
              if (toNumber(number).connection_id === id)
                Object.assign(number, { voiceUrl: voice_url, voiceMethod: voice_method.toUpperCase() });
            return { body: { data: {} } };
          },
        ],
        [
          "PATCH",
          /^\/v2\/messaging_profiles\/([\w-]+)$/,
          ({ body }, id) => {
            const { webhook_url } = JSON.parse(body);
            for (const number of numbers)
              if (toNumber(number).messaging_profile_id === id) number.smsUrl = webhook_url;
            return { body: { data: {} } };
          },
        ],
      ],
    );
  });

function toApplication(id: string) {
  const [voice_method = "", voice_url] = urlOf(id).split(" ");
  return { id, friendly_name: "Calls", voice_url, voice_method: voice_method.toLowerCase() };
}
