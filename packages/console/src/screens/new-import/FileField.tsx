import { type DragEvent, useId, useState } from "react";
import { Button } from "../../components/Button.tsx";
import { useText } from "../../i18n/use-text.ts";
import type { ChosenFile } from "./chosen-file.ts";
import { PasteField } from "./PasteField.tsx";

interface FileFieldProps {
  readonly file: ChosenFile | undefined;
  readonly onFile: (file: ChosenFile | undefined) => void;
}

/** A file that is chosen or dropped, or text that is pasted. */
export function FileField({ file, onFile }: FileFieldProps) {
  const t = useText();
  const id = useId();
  const [isPasting, setPasting] = useState(false);
  const choose = (chosen: File | undefined) => {
    if (chosen !== undefined) onFile({ name: chosen.name, content: chosen });
  };
  if (isPasting)
    return (
      <PasteField
        onText={(text) => onFile(text === "" ? undefined : { name: null, content: new Blob([text]) })}
        onClose={() => {
          onFile(undefined);
          setPasting(false);
        }}
      />
    );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut of the file field inside
    <div className="file-drop" onDragOver={(event) => event.preventDefault()} onDrop={dropped(choose)}>
      <div className="field">
        <label htmlFor={id}>{t("File of CSV or NDJSON, also gzipped")}</label>
        <input
          id={id}
          type="file"
          accept=".csv,.tsv,.txt,.ndjson,.jsonl,.json,.gz"
          aria-describedby={`${id}-hint`}
          onChange={(event) => choose(event.currentTarget.files?.[0])}
        />
        <p id={`${id}-hint`} className="field-hint">
          {t("Or drop it here. At most 1,000,000 rows and 256 MB.")}
        </p>
      </div>
      <Button className="button-small" onClick={() => setPasting(true)}>
        {t("Paste text instead")}
      </Button>
      <p role="status" className="file-chosen">
        {file !== undefined && (
          <>
            <bdi>{file.name ?? t("Pasted text")}</bdi>{" "}
            <span className="quiet">
              {t("{count, plural, one {# byte} other {# bytes}}", { count: file.content.size })}
            </span>
          </>
        )}
      </p>
    </div>
  );
}

const dropped = (choose: (file: File | undefined) => void) => (event: DragEvent) => {
  event.preventDefault();
  choose(event.dataTransfer.files[0]);
};
