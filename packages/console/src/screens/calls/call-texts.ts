import type { CallDirection, CalledEndpoint, CallOutcome } from "@whoseline/sdk";
import type { Text } from "../../i18n/use-text.ts";

export const directionTexts = (t: Text): Readonly<Record<CallDirection, string>> => ({
  inbound: t("Inbound"),
  outbound: t("Outbound"),
});

export const callOutcomeTexts = (t: Text): Readonly<Record<CallOutcome, string>> => ({
  ringing: t("Ringing"),
  answered: t("Answered"),
  unanswered: t("Not answered"),
  forwarded: t("Forwarded"),
  voicemail: t("Voicemail"),
  announced: t("Announcement"),
  rejected: t("Rejected"),
  failed: t("Failed"),
});

/** What an endpoint did when it was rung. */
export const endpointText = (t: Text, outcome: CalledEndpoint["outcome"]): string =>
  outcome === null
    ? "–"
    : {
        answered: t("Answered"),
        busy: t("Busy"),
        noAnswer: t("Not answered"),
        failed: t("Failed"),
        canceled: t("Canceled"),
      }[outcome];
