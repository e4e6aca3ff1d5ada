import type { Import } from "@whoseline/sdk";
import { ScrollRegion } from "../../components/ScrollRegion.tsx";
import { useFormat } from "../../i18n/use-format.ts";
import { useText } from "../../i18n/use-text.ts";

/** Why rows are refused: each cause once, with its first rows. */
export function RefusalGroups({ groups }: Pick<Import, "groups">) {
  const t = useText();
  const format = useFormat();
  return (
    <section aria-label={t("Why rows are refused")}>
      <h2>{t("Why rows are refused")}</h2>
      <ScrollRegion label={t("Why rows are refused")}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t("Rows")}</th>
              <th scope="col">{t("Column")}</th>
              <th scope="col">{t("Cause")}</th>
              <th scope="col">{t("First rows")}</th>
            </tr>
          </thead>
          <tbody>
            {groups.map(({ code, column, detail, expected, count, rows }) => (
              <tr key={`${code} ${column}`}>
                <td>{format.count(count)}</td>
                <td>{column === "" ? "–" : <code dir="ltr">{column}</code>}</td>
                <td>
                  <bdi lang="en">{sentence(detail, expected)}</bdi>
                </td>
                <td>{rows.map(format.count).join(t(", "))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  );
}

/** What is wrong, then what would be right, unless that is in the sentence already. */
export const sentence = (detail: string, expected: string): string =>
  detail.includes(expected) ? detail : `${detail} Expected: ${expected}.`;
