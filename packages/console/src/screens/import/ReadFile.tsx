import { Link } from "@tanstack/react-router";
import type { Import } from "@whoseline/sdk";
import { Instant } from "../../components/Instant.tsx";
import { ScrollRegion } from "../../components/ScrollRegion.tsx";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import { sentFile } from "../new-import/chosen-file.ts";

/** The first lines of the file as they were read, so that a wrong encoding or delimiter is seen. */
export function ReadFile({ found }: { readonly found: Import }) {
  const t = useText();
  return (
    <section className="card" aria-label={t("The file")}>
      <div className="card-header">
        <h2>{t("The file, as it was read")}</h2>
        <span className="quiet">
          <Instant at={found.createdAt} />
        </span>
      </div>
      {found.preview.length > 0 && (
        <ScrollRegion label={t("First lines")}>
          <pre className="import-preview" dir="auto">
            {found.preview.join("\n")}
          </pre>
        </ScrollRegion>
      )}
      {found.contentDeletedAt !== null && <p>{t("The content was deleted after a day.")}</p>}
      {found.reason !== null && (
        <p>
          {t("Reason")}: <bdi>{found.reason}</bdi>
        </p>
      )}
      {found.notes.map((note) => (
        <p key={note} lang="en" dir="ltr">
          {note}
        </p>
      ))}
      {found.state !== "applied" && <ReadAgain importId={found.id} />}
    </section>
  );
}

/** Only this page has the file, until it is reloaded. */
function ReadAgain({ importId }: { readonly importId: string }) {
  const t = useText();
  const organization = useOrganization();
  const sent = sentFile();
  if (sent?.importId !== importId) return null;
  return (
    <Link to="/o/$organization/imports/new" params={{ organization }} search={sent.search as never}>
      {t("Read it with another encoding or delimiter")}
    </Link>
  );
}
