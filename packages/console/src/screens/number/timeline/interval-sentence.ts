import type { TimelineInterval } from "@whoseline/sdk";
import { flagsText } from "../../../components/flag-texts.ts";
import type { Format } from "../../../i18n/use-format.ts";
import type { Text } from "../../../i18n/use-text.ts";

export const intervalId = ({ assignmentId, began }: TimelineInterval): string =>
  `interval-${assignmentId}-${began.seq}`;

/** An interval as one sentence, for people who do not see the picture. */
export function intervalSentence(t: Text, format: Format, interval: TimelineInterval): string {
  const { userName, since, until, label } = interval;
  const values = {
    name: userName,
    since: format.instant(since),
    until: until === null ? "" : format.instant(until),
    flags: flagsText(t, interval),
    label: label === null ? "" : ` (${label})`,
  };
  return until === null
    ? t("{name}{label} has held the number since {since}: {flags}.", values)
    : t("{name}{label} held the number from {since} until {until}: {flags}.", values);
}

export const howText = (t: Text, how: string): string =>
  (
    ({
      assigned: t("Assigned"),
      transferred: t("Transferred"),
      restored: t("Restored"),
      changed: t("Changed"),
      unassigned: t("Unassigned"),
      userRemoved: t("User removed"),
      undone: t("Undone"),
    }) as Readonly<Record<string, string>>
  )[how] ?? how;
