import type { CarrierDoor } from "../../../src/carriers/contract/carrier-door.ts";
import type { CallEvent, CallStep } from "../../../src/core/telephony/call.ts";
import type { CarrierAccount } from "../../../src/model.ts";
import type { StepUrls } from "./door-server.ts";
import { ring } from "./steps.ts";

/** Rings the endpoints that the carrier can reach one after the other, then records a message. */
export function ringInOrder(
  { voice }: CarrierDoor,
  endpoints: readonly string[],
  account: Pick<CarrierAccount, "identifiers"> = { identifiers: {} },
): (event: CallEvent, urls: StepUrls) => CallStep {
  const targets = endpoints
    .map((endpoint) => voice?.targetOf(endpoint, account as CarrierAccount))
    .filter((target) => target !== undefined);
  return (event, urls) => {
    const { nextUrl, statusUrl } = urls;
    if (event.kind === "legEnded" && event.outcome === "answered") return { kind: "hangUp" };
    const next = Number(/\/next\/(\d+)$/.exec(nextUrl)?.[1] ?? 1);
    const target = targets[next - 1];
    return target === undefined ? voicemail(urls) : ring([target], { isRecorded: true, nextUrl, statusUrl });
  };
}

const voicemail = ({ recordedUrl }: StepUrls): CallStep => ({
  kind: "voicemail",
  text: "Speak after the tone.",
  language: "en-US",
  secondsMax: 120,
  recordedUrl,
});
