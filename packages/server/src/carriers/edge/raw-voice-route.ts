import { parseCallStage } from "../../core/telephony/call-urls.ts";
import type { FindRawRoute, RawRoute } from "../../http/mounting/raw-route.ts";
import type { AccountPath, TelephonyEdge } from "./telephony-edge.ts";
import type { VoiceUrl } from "./webhook.ts";

/** Without escapes; a query is left to the framework. */
const voicePath = /^\/telephony\/([a-z]+)\/([0-9a-f]{24})\/voice(?:\/next\/([0-9a-z]+))?$/;

/**
 * The calls, answered without the framework, which would cost more than the answer. Messages wait for the database and are left
 * to it.
 */
export const findRawVoiceRoute =
  (edge: TelephonyEdge): FindRawRoute =>
  (path) => {
    const [, provider, account, text] = voicePath.exec(path) ?? [];
    if (provider === undefined || account === undefined) return undefined;
    const stage = text === undefined ? 0 : parseCallStage(text);
    if (stage === undefined) return undefined;
    const url: VoiceUrl = { path: text === undefined ? "voice" : "next", stage };
    return routeTo(edge, { provider, account }, url);
  };

const routeTo = (edge: TelephonyEdge, path: AccountPath, url: VoiceUrl): RawRoute => ({
  operation: url.path === "voice" ? "carrier_voice" : "carrier_voice_next",
  answer: ({ request: { url: target = "", headers }, body }) =>
    edge.answer(path, url, { method: "POST", target, headers, body }),
});
