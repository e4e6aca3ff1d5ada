import { useQuery } from "@tanstack/react-query";
import { Button } from "../../components/Button.tsx";
import { ScrollRegion } from "../../components/ScrollRegion.tsx";
import { carrierAccountQuery, type VersionedCarrierAccount } from "../../data/carrier-accounts.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import { type AccountField, type AccountValues, valuesOf } from "./account-fields.ts";

interface StaleAccountProps {
  readonly id: string;
  readonly fields: readonly AccountField[];
  readonly before: AccountValues;
  readonly mine: AccountValues;
  readonly onSaveMine: (now: VersionedCarrierAccount) => void;
  readonly onTakeTheirs: (now: VersionedCarrierAccount) => void;
}

/** Shows both versions of an account that somebody else changed while the dialog was open. */
export function StaleAccount({ id, fields, before, mine, onSaveMine, onTakeTheirs }: StaleAccountProps) {
  const t = useText();
  const fresh = { staleTime: 0, refetchOnMount: "always" } as const;
  const { data, isFetching } = useQuery({ ...carrierAccountQuery(useOrganization(), id), ...fresh });
  if (isFetching || data === undefined) return <p role="status">{t("Loading…")}</p>;
  const now = valuesOf(data.account);
  const versions = [before, now, mine];
  const title = t("Somebody else changed this meanwhile");
  return (
    <div className="notice notice-warning" role="alert">
      <strong>{title}</strong>
      <ScrollRegion label={title}>
        <table className="table">
          <thead>
            <tr>
              <td />
              <th scope="col">{t("When you opened it")}</th>
              <th scope="col">{t("Now")}</th>
              <th scope="col">{t("Yours")}</th>
            </tr>
          </thead>
          <tbody>
            {fields
              .filter(({ name }) => versions.some((values) => values[name] !== before[name]))
              .map(({ name, label }) => (
                <tr key={name}>
                  <th scope="row">{label}</th>
                  {versions.map((values, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: the three versions have a fixed order
                    <td key={index}>
                      <bdi>{values[name] || "–"}</bdi>
                    </td>
                  ))}
                </tr>
              ))}
          </tbody>
        </table>
      </ScrollRegion>
      <div className="page-actions">
        <Button onClick={() => onSaveMine(data)}>{t("Save mine")}</Button>
        <Button onClick={() => onTakeTheirs(data)}>{t("Continue with theirs")}</Button>
      </div>
    </div>
  );
}
