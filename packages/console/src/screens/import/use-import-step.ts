import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Import } from "@whoseline/sdk";
import { importKey } from "../../data/imports.ts";
import { useOrganization } from "../../hooks/use-organization.ts";

interface ImportParams {
  readonly organization: string;
  readonly import: string;
}

/** Sends the next step of an import and shows the state in which it leaves it. */
export function useImportStep({ id }: Import, send: (params: ImportParams) => PromiseLike<Import>) {
  const organization = useOrganization();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async () => await send({ organization, import: id }),
    onSuccess: (found) => queryClient.setQueryData(importKey(organization, id), found),
    onError: () => queryClient.invalidateQueries({ queryKey: importKey(organization, id), exact: true }),
  });
}
