import type { Offboarding } from "@whoseline/sdk";
import { CheckField } from "../../components/forms/CheckField.tsx";
import { useText } from "../../i18n/use-text.ts";
import type { Choices } from "./offboarding-plan.ts";

interface PlannedAccessProps {
  readonly plan: Offboarding;
  readonly choices: Choices;
  readonly onChoose: (choices: Choices) => void;
}

/** The keys and groups that the user loses, and the keys that they made for services. */
export function PlannedAccess({ plan, choices, onChoose }: PlannedAccessProps) {
  const t = useText();
  return (
    <section className="card" aria-labelledby="planned-access">
      <h2 id="planned-access">{t("Access")}</h2>
      <ul>
        <li>
          {t("{count, plural, =0 {No API key} one {# API key is revoked} other {# API keys are revoked}}", {
            count: plan.apiKeyIds.length,
          })}
        </li>
        <li>
          {t("{count, plural, =0 {No group} one {# group is left} other {# groups are left}}", {
            count: plan.groupIds.length,
          })}
        </li>
        <li>{t("All sessions end, and the user cannot sign in any more.")}</li>
      </ul>
      {plan.createdKeys.length > 0 && (
        <>
          <CheckField
            label={t("Also revoke the keys of services that this user made ({count})", {
              count: plan.createdKeys.length,
            })}
            hint={plan.createdKeys.map(({ name }) => name).join(", ")}
            isChecked={choices.revokesCreatedKeys}
            onCheck={(revokesCreatedKeys) => onChoose({ ...choices, revokesCreatedKeys })}
          />
          {plan.recommendation !== null && (
            <p className="quiet" lang="en" dir="ltr">
              {plan.recommendation}
            </p>
          )}
        </>
      )}
    </section>
  );
}
