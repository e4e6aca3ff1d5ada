import { useQuery } from "@tanstack/react-query";
import { Button } from "../../../components/Button.tsx";
import { flagsText } from "../../../components/flag-texts.ts";
import { assignmentEtag, numberHistoryQuery } from "../../../data/number-history.ts";
import { numberQuery } from "../../../data/numbers.ts";
import { useOrganization } from "../../../hooks/use-organization.ts";
import { useText } from "../../../i18n/use-text.ts";
import { flagsOf } from "./AssignmentDialog.tsx";
import type { FlagValues } from "./FlagFields.tsx";

interface StaleAssignmentProps {
  readonly number: string;
  readonly userId: string;
  readonly before: FlagValues;
  readonly mine: FlagValues;
  readonly onSaveMine: (version: string | undefined) => void;
  readonly onTakeTheirs: (theirs: FlagValues) => void;
}

/** Shows both versions of an assignment that somebody else changed while the dialog was open. */
export function StaleAssignment({
  number,
  userId,
  before,
  mine,
  onSaveMine,
  onTakeTheirs,
}: StaleAssignmentProps) {
  const t = useText();
  const organization = useOrganization();
  const fresh = { staleTime: 0, refetchOnMount: "always" } as const;
  const record = useQuery({ ...numberQuery(organization, number), ...fresh });
  const history = useQuery({ ...numberHistoryQuery(organization, number), ...fresh });
  if (record.isFetching || history.isFetching) return <p role="status">{t("Loading…")}</p>;
  const holder = record.data?.number.holders.find((candidate) => candidate.userId === userId);
  const theirs = holder && flagsOf(holder);
  const version = holder && assignmentEtag(history.data ?? [], holder.assignmentId);
  return (
    <div className="notice notice-warning" role="alert">
      <strong>{t("Somebody else changed this meanwhile")}</strong>
      <table className="table">
        <thead>
          <tr>
            <td />
            <th scope="col">{t("Rights")}</th>
            <th scope="col">{t("Label")}</th>
          </tr>
        </thead>
        <tbody>
          <Version name={t("When you opened it")} flags={before} />
          <Version name={t("Now")} flags={theirs} />
          <Version name={t("Yours")} flags={mine} />
        </tbody>
      </table>
      <div className="page-actions">
        <Button onClick={() => onSaveMine(version)}>{t("Save mine")}</Button>
        {theirs && <Button onClick={() => onTakeTheirs(theirs)}>{t("Continue with theirs")}</Button>}
      </div>
    </div>
  );
}

function Version({ name, flags }: { readonly name: string; readonly flags: FlagValues | undefined }) {
  const t = useText();
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{flags === undefined ? t("not assigned") : flagsText(t, flags)}</td>
      <td>
        <bdi>{flags?.label || "–"}</bdi>
      </td>
    </tr>
  );
}
