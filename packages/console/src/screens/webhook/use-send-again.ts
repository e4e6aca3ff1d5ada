import { useChange } from "../../data/use-change.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import { client } from "../../session/client.ts";

/** Sends one event to the webhook again, and reports the answer. */
export function useSendAgain(webhook: string) {
  const t = useText();
  const organization = useOrganization();
  return useChange({
    send: (seq: number) => client.webhooks.replayEvent({ organization, webhook, seq }),
    done: ({ response, failure }, seq) =>
      response === null
        ? t("Event {seq} was not delivered: {failure}", { seq, failure: failure ?? "" })
        : t("Event {seq} was answered with {status}.", { seq, status: response.status }),
  });
}
