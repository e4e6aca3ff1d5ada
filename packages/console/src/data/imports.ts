import { queryOptions } from "@tanstack/react-query";
import type { Import, ImportRow, RowFate } from "@whoseline/sdk";
import { gridPageSize, type PagedList } from "../components/grid/use-pages.ts";
import { client } from "../session/client.ts";
import { organizationKey } from "./keys.ts";

/** How often a running import is read, in milliseconds. */
const pollMs = 1000;

export const importKey = (organization: string, id: string) =>
  [...organizationKey(organization), "import", id] as const;

export const importsQuery = (organization: string) =>
  queryOptions({
    queryKey: [...organizationKey(organization), "imports"],
    queryFn: ({ signal }) =>
      client.imports.list({ organization, limit: 200 }, { signal }).toArray({ max: 1000 }),
  });

export const importQuery = (organization: string, id: string) =>
  queryOptions({
    queryKey: importKey(organization, id),
    queryFn: ({ signal }) => client.imports.get({ organization, import: id }, { signal }),
    refetchInterval: ({ state: { data } }) => data !== undefined && isRunning(data) && pollMs,
  });

export const importRowList = (
  organization: string,
  { id, state }: Import,
  fate: RowFate | undefined,
): PagedList<ImportRow> => ({
  queryKey: [...importKey(organization, id), state, "rows", fate ?? null],
  read: (cursor, signal) =>
    client.imports.rows({ organization, import: id, fate, cursor, limit: gridPageSize }, { signal }),
});

const running: readonly Import["state"][] = ["uploading", "checking", "applying", "undoing"];

export const isRunning = ({ state }: Import): boolean => running.includes(state);
