import { useMutation } from "@tanstack/react-query";
import { saveFile } from "../hooks/save-file.ts";
import { useText } from "../i18n/use-text.ts";
import { Button } from "./Button.tsx";
import { describeError } from "./errors/describe-error.ts";
import { reportFailure } from "./toasts/toast-manager.ts";

interface ExportButtonProps {
  readonly text: string;
  readonly fileName: string;
  readonly read: () => Promise<Blob>;
}

/** Saves what it reads from the server as a file. */
export function ExportButton({ text, fileName, read }: ExportButtonProps) {
  const t = useText();
  const save = useMutation({
    mutationFn: async () => saveFile(await read(), fileName),
    onError: (error) => {
      const { title, cause } = describeError(t, error);
      reportFailure(title, cause);
    },
  });
  return (
    <Button isBusy={save.isPending} onClick={() => save.mutate()}>
      {save.isPending ? t("Exporting…") : text}
    </Button>
  );
}
