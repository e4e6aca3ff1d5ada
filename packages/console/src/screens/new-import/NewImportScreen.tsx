import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Button } from "../../components/Button.tsx";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { ReasonField } from "../../components/forms/ReasonField.tsx";
import { PageHeader } from "../../components/PageHeader.tsx";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useText } from "../../i18n/use-text.ts";
import { client } from "../../session/client.ts";
import { type ChosenFile, rememberSentFile, sentFile } from "./chosen-file.ts";
import { FileField } from "./FileField.tsx";
import { ImportOptionFields } from "./ImportOptionFields.tsx";
import { importOptions } from "./import-options.ts";
import "./new-import.css";

/** How long the upload of a file may take, in milliseconds. */
const uploadMs = 15 * 60_000;

/** The choice of a file and of how it is read. Sending it changes nothing: the server finds out what it would do. */
export function NewImportScreen() {
  const t = useText();
  const organization = useOrganization();
  const [file, setFile] = useState(sentFile()?.file);
  const [reason, setReason] = useState("");
  const send = useSend(organization, reason.trim() || undefined);
  return (
    <div className="screen">
      <PageHeader
        title={t("Import a file")}
        actions={
          <Link to="/o/$organization/imports" params={{ organization }}>
            {t("All imports")}
          </Link>
        }
      />
      <form
        className="card form new-import"
        onSubmit={(event) => {
          event.preventDefault();
          if (file !== undefined && !send.isPending) send.mutate(file);
        }}
      >
        <FileField file={file} onFile={setFile} />
        <ImportOptionFields />
        <ReasonField value={reason} onText={setReason} />
        {send.isError && <ErrorNotice error={send.error} />}
        <div className="new-import-actions">
          <Button type="submit" kind="primary" isBusy={send.isPending} disabled={file === undefined}>
            {send.isPending ? t("Sending…") : t("Check the file")}
          </Button>
          <span className="quiet">{t("Nothing changes before you apply the import.")}</span>
        </div>
      </form>
    </div>
  );
}

function useSend(organization: string, reason: string | undefined) {
  const navigate = useNavigate();
  const [search] = useUrlState();
  return useMutation({
    mutationFn: ({ content }: ChosenFile) =>
      client.imports.create(
        { organization, ...importOptions(search), reason, file: content },
        { attemptTimeoutMs: uploadMs, totalTimeoutMs: uploadMs },
      ),
    onSuccess: ({ id }, file) => {
      rememberSentFile({ file, importId: id, search });
      void navigate({ to: "/o/$organization/imports/$import", params: { organization, import: id } });
    },
  });
}
