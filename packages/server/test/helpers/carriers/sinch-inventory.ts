import { createHash, createHmac } from "node:crypto";
import { page, SimulatedInventory, type SimulatedNumber, simulate } from "./inventory.ts";
import { basic, type SimulatedRequest } from "./simulator.ts";

const applicationKey = "669e367e-6bba-48ab-af15-266871c28135";
const applicationSecret = "BeIukql3pTKJ8RGL5zo0DA==";
const callbackPath = `/v1/configuration/callbacks/applications/${applicationKey}`;

/** The numbers of Sinch are in lists by region and type. */
const regionOf = ({ number }: SimulatedNumber) => (number.startsWith("+46") ? "SE MOBILE" : "US LOCAL");

const toNumber = (it: SimulatedNumber) => ({
  ...{ phoneNumber: it.number, displayName: it.name, capability: ["SMS", "VOICE"] },
  smsConfiguration: { servicePlanId: it.smsUrl === null ? "plan1" : "plan2" },
  voiceConfiguration: { type: "RTC", appId: applicationKey },
  ...it.more,
});

/** The callback belongs to the application: all numbers have the URL of the first. */
export const createSinchInventory = (): SimulatedInventory =>
  new SimulatedInventory(
    "sinch",
    {
      ...{ projectId: "project1", keyId: "key1", keySecret: "secret1", servicePlanId: "plan1" },
      ...{ applicationKey, applicationSecret },
    },
    (inventory) =>
      simulate(isAuthorized, [
        ["POST", /^\/oauth2\/token$/, () => ({ body: { access_token: "token1", expires_in: 3600 } })],
        [
          "GET",
          /^\/v1\/projects\/project1\/availableRegions$/,
          () => ({
            body: {
              availableRegions: [
                { regionCode: "SE", types: ["MOBILE"] },
                { regionCode: "US", types: ["LOCAL", "TOLL_FREE"] },
              ],
            },
          }),
        ],
        [
          "GET",
          /^\/v1\/projects\/project1\/activeNumbers$/,
          ({ url }) => {
            const region = `${url.searchParams.get("regionCode")} ${url.searchParams.get("type") ?? "MOBILE"}`;
            const all = inventory.numbers.filter((it) => regionOf(it) === region);
            const size = Math.min(50, Number(url.searchParams.get("pageSize") ?? 20));
            const from = Number(url.searchParams.get("pageToken") ?? 0);
            const isLast = from + size >= all.length;
            const totalSize = all.length + (all.length > 0 ? inventory.totalError : 0);
            const activeNumbers = page(all, from, size).map(toNumber);
            return { body: { activeNumbers, totalSize, nextPageToken: isLast ? "" : String(from + size) } };
          },
        ],
        [
          "GET",
          new RegExp(`^${callbackPath}$`),
          () => ({
            body: {
              url: {
                primary: inventory.numbers[0]?.voiceUrl ?? "",
                fallback: "https://fallback.example.com",
              },
            },
          }),
        ],
        [
          "POST",
          new RegExp(`^${callbackPath}$`),
          ({ body }) => {
            const { url } = JSON.parse(body);
            if (url.fallback !== "https://fallback.example.com") return { status: 422 };
            for (const number of inventory.numbers) number.voiceUrl = url.primary;
            return {};
          },
        ],
      ]),
  );

function isAuthorized({ method, url, headers, body }: SimulatedRequest): boolean {
  if (url.pathname === "/oauth2/token") return headers.authorization === basic("key1", "secret1");
  if (url.pathname !== callbackPath) return headers.authorization === "Bearer token1";
  const digest = body === "" ? "" : createHash("md5").update(body).digest("base64");
  const lines = [method, digest, headers["content-type"] ?? "", `x-timestamp:${headers["x-timestamp"]}`];
  const signature = createHmac("sha256", Buffer.from(applicationSecret, "base64"))
    .update([...lines, callbackPath].join("\n"))
    .digest("base64");
  return headers.authorization === `application ${applicationKey}:${signature}`;
}
