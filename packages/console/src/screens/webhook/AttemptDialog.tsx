import type { WebhookAttempt } from "@whoseline/sdk";
import { Button } from "../../components/Button.tsx";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { Instant } from "../../components/Instant.tsx";
import { Modal } from "../../components/Modal.tsx";
import { ScrollRegion } from "../../components/ScrollRegion.tsx";
import { useFormat } from "../../i18n/use-format.ts";
import { useText } from "../../i18n/use-text.ts";
import { usePermissions } from "../../session/caller.ts";
import { useSendAgain } from "./use-send-again.ts";

interface AttemptDialogProps {
  readonly webhook: string;
  readonly attempt: WebhookAttempt;
  readonly onClose: () => void;
}

/** One request to a webhook as it was sent, and the answer. */
export function AttemptDialog({ webhook, attempt, onClose }: AttemptDialogProps) {
  const t = useText();
  const format = useFormat();
  const { canChange } = usePermissions();
  const again = useSendAgain(webhook);
  const { seq, request, response, failure, at, durationMs } = attempt;
  return (
    <Modal
      title={seq === null ? t("Test") : t("Event {seq}, attempt {number}", { seq, number: attempt.number })}
      description={
        <>
          <Instant at={at} /> · <bdi dir="ltr">{format.count(durationMs)} ms</bdi> ·{" "}
          <bdi lang="en">{response?.status ?? failure}</bdi>
        </>
      }
      onClose={onClose}
    >
      <div className="form">
        {request !== null && (
          <Message title={t("Request")} lines={[...headerLines(request.headers), "", request.body]} />
        )}
        {response !== null && <Message title={t("Answer")} lines={[response.body]} />}
        {again.isError && <ErrorNotice error={again.error} />}
        {canChange && seq !== null && (
          <div className="modal-actions">
            <Button isBusy={again.isPending} onClick={() => again.mutate(seq)}>
              {t("Send again")}
            </Button>
          </div>
        )}
      </div>
    </Modal>
  );
}

const headerLines = (headers: Readonly<Record<string, string>>) =>
  Object.entries(headers).map(([name, value]) => `${name}: ${value}`);

const Message = ({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) => (
  <section>
    <h3>{title}</h3>
    <ScrollRegion label={title}>
      <pre className="webhook-message" dir="ltr">
        {lines.join("\n")}
      </pre>
    </ScrollRegion>
  </section>
);
