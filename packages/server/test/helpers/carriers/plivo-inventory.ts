import { numberIn, page, SimulatedInventory, type SimulatedNumber, simulate } from "./inventory.ts";
import { basic } from "./simulator.ts";

const base = "/v1/Account/MA1";
/** One application for each pair of URLs. */
const applicationOf = ({ voiceUrl, voiceMethod, smsUrl }: SimulatedNumber): string =>
  Buffer.from(JSON.stringify([voiceUrl, voiceMethod, smsUrl])).toString("hex");

const toNumber = (it: SimulatedNumber) => ({
  ...{
    number: it.number,
    alias: it.name,
    voice_enabled: true,
    sms_enabled: true,
    active: it.status === undefined,
  },
  application: it.voiceUrl === null ? null : `${base}/Application/${applicationOf(it)}/`,
  ...it.more,
});

export const createPlivoInventory = (): SimulatedInventory =>
  new SimulatedInventory("plivo", { authId: "MA1", authToken: "token" }, (inventory) => {
    const applications = () =>
      [...new Set(inventory.numbers.map(applicationOf))].map((id) => {
        const [answer_url, answer_method, message_url] = JSON.parse(Buffer.from(id, "hex").toString());
        return { app_id: id, answer_url, answer_method, message_url, message_method: "POST" };
      });
    const list = (rows: readonly object[], request: Parameters<typeof numberIn>[0], error = 0) => {
      const limit = Math.min(20, numberIn(request, "limit", 20));
      const offset = numberIn(request, "offset", 0);
      const meta = { limit, offset, total_count: rows.length + error, next: null, previous: null };
      return { body: { api_id: "1", meta, objects: page(rows, offset, limit) } };
    };
    return simulate(
      ({ headers }) => headers.authorization === basic("MA1", "token"),
      [
        ["GET", /^\/v1\/Account\/MA1\/$/, () => ({ body: { auth_id: "MA1" } })],
        [
          "GET",
          /\/Number\/$/,
          (request) => list(inventory.numbers.map(toNumber), request, inventory.totalError),
        ],
        ["GET", /\/Application\/$/, (request) => list(applications(), request)],
        [
          "POST",
          /\/Application\/(\w+)\/$/,
          ({ body }, id) => {
            const { answer_url, answer_method, message_url } = JSON.parse(body);
            for (const number of inventory.numbers.filter((it) => applicationOf(it) === id)) {
              if (answer_url !== undefined)
                Object.assign(number, { voiceUrl: answer_url, voiceMethod: answer_method });
              if (message_url !== undefined) number.smsUrl = message_url;
            }
            return { status: 202 };
          },
        ],
      ],
    );
  });
