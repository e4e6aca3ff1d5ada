import { Instant } from "../../components/Instant.tsx";
import { Line } from "../../components/Line.tsx";
import { Modal } from "../../components/Modal.tsx";
import { ruleText } from "../../components/rule-text.ts";
import { UserName } from "../../components/UserName.tsx";
import type { LoggedCall } from "../../data/calls.ts";
import { providerNames } from "../../data/numbers.ts";
import { useText } from "../../i18n/use-text.ts";
import { callOutcomeTexts, directionTexts, endpointText } from "./call-texts.ts";

interface CallDialogProps {
  readonly call: LoggedCall;
  readonly onClose: () => void;
}

/** A call with the endpoints that were rung, and the rule that decided. */
export function CallDialog({ call, onClose }: CallDialogProps) {
  const t = useText();
  const { line, provider, direction, otherDigits, userId, rule, endpoints, outcome } = call;
  return (
    <Modal title={<Line>{line}</Line>} description={<Instant at={call.at} />} onClose={onClose}>
      <dl className="facts">
        <dt>{t("Outcome")}</dt>
        <dd>{callOutcomeTexts(t)[outcome]}</dd>
        <dt>{t("Direction")}</dt>
        <dd>{directionTexts(t)[direction]}</dd>
        <dt>{t("The other number")}</dt>
        <dd>{otherDigits === null ? t("Withheld") : <bdi dir="ltr">…{otherDigits}</bdi>}</dd>
        <dt>{t("User")}</dt>
        <dd>{userId === null ? t("Nobody") : <UserName userId={userId} />}</dd>
        <dt>{t("Rule")}</dt>
        <dd>{ruleText(t, rule)}</dd>
        <dt>{t("Endpoints, in this order")}</dt>
        <dd>
          {endpoints.length === 0 && "–"}
          <ol className="call-endpoints">
            {endpoints.map(({ endpoint, outcome: result }) => (
              <li key={endpoint}>
                <code dir="ltr">{endpoint}</code> {endpointText(t, result)}
              </li>
            ))}
          </ol>
        </dd>
        <dt>{t("Carrier")}</dt>
        <dd>
          {providerNames[provider]} <code dir="ltr">{call.carrierReference}</code>
        </dd>
        <dt>{t("Deleted from the log")}</dt>
        <dd>
          <Instant at={call.expiresAt} />
        </dd>
      </dl>
    </Modal>
  );
}
