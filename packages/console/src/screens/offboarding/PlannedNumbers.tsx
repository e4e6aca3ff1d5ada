import type { Offboarding } from "@whoseline/sdk";
import { EmptyState } from "../../components/EmptyState.tsx";
import { flagsText } from "../../components/flag-texts.ts";
import { Line } from "../../components/Line.tsx";
import { stateText } from "../../components/StateBadge.tsx";
import { type PickedUser, UserPicker } from "../../components/UserPicker.tsx";
import { useText } from "../../i18n/use-text.ts";
import type { Choices } from "./offboarding-plan.ts";

interface PlannedNumbersProps {
  readonly plan: Offboarding;
  readonly choices: Choices;
  readonly onChoose: (choices: Choices) => void;
}

/** The fate of each number: to a colleague, or back to the pool. */
export function PlannedNumbers({ plan, choices, onChoose }: PlannedNumbersProps) {
  const t = useText();
  const choose = (number: string) => (user: PickedUser | null) => {
    const receivers = new Map(choices.receivers);
    if (user === null) receivers.delete(number);
    else receivers.set(number, user);
    onChoose({ ...choices, receivers });
  };
  return (
    <section className="card" aria-labelledby="planned-numbers">
      <h2 id="planned-numbers">
        {t("{count, plural, one {# number} other {# numbers}}", { count: plan.numbers.length })}
      </h2>
      {plan.numbers.length === 0 && <EmptyState sentence={t("This user holds no number.")} />}
      <ul className="planned-numbers">
        {plan.numbers.map(({ line, assignment, becomes, toUserId }) => (
          <li key={assignment.id}>
            <div>
              <strong>
                <Line>{line}</Line>
              </strong>{" "}
              <bdi className="quiet">{assignment.label}</bdi>
              <p className="quiet">{flagsText(t, assignment)}</p>
            </div>
            <p>
              {toUserId === null ? t("becomes: {state}", { state: stateText(t, becomes) }) : t("goes to:")}
            </p>
            <UserPicker
              label={t("Colleague who gets {line} (optional)", { line })}
              value={choices.receivers.get(assignment.numberId) ?? null}
              onPick={choose(assignment.numberId)}
              excluded={[plan.user.id]}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
