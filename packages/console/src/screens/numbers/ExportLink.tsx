import { useMutation } from "@tanstack/react-query";
import { Button } from "../../components/Button.tsx";
import { describeError } from "../../components/errors/describe-error.ts";
import { reportFailure } from "../../components/toasts/toast-manager.ts";
import type { NumberFilters } from "../../data/numbers.ts";
import { saveFile } from "../../hooks/save-file.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import { client } from "../../session/client.ts";

/** Saves exactly this list, with its filters, as a file for a spreadsheet. */
export function ExportLink({ filters }: { readonly filters: NumberFilters }) {
  const t = useText();
  const organization = useOrganization();
  const save = useMutation({
    mutationFn: async () => {
      const response = await client.numbers.export({ organization, ...filters, style: "excel" });
      saveFile(await response.blob(), "numbers.csv");
    },
    onError: (error) => {
      const { title, cause } = describeError(t, error);
      reportFailure(title, cause);
    },
  });
  return (
    <Button isBusy={save.isPending} onClick={() => save.mutate()}>
      {save.isPending ? t("Exporting…") : t("Export as CSV")}
    </Button>
  );
}
