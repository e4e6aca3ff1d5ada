import { Link } from "@tanstack/react-router";
import type { Import } from "@whoseline/sdk";
import { Instant } from "../../components/Instant.tsx";
import { ScrollRegion } from "../../components/ScrollRegion.tsx";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useFormat } from "../../i18n/use-format.ts";
import { useText } from "../../i18n/use-text.ts";
import { importStateText, importTitle } from "./import-texts.ts";

export function ImportTable({ imports }: { readonly imports: readonly Import[] }) {
  const t = useText();
  const format = useFormat();
  const organization = useOrganization();
  return (
    <ScrollRegion label={t("Imports")}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t("File")}</th>
            <th scope="col">{t("Uploaded")}</th>
            <th scope="col">{t("State")}</th>
            <th scope="col">{t("Rows")}</th>
            <th scope="col">{t("Refused")}</th>
          </tr>
        </thead>
        <tbody>
          {imports.map((it) => (
            <tr key={it.id}>
              <td>
                <Link to="/o/$organization/imports/$import" params={{ organization, import: it.id }}>
                  {importTitle(t, it.kind)}
                </Link>
              </td>
              <td>
                <Instant at={it.createdAt} />
              </td>
              <td>{importStateText(t, it.state)}</td>
              <td>{format.count(it.rows)}</td>
              <td>{format.count(it.counts.refused)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
