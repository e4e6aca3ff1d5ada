import { type Import, type ImportedRow, type ImportId, type RowFate, rowFates } from "../../model.ts";
import type { ImportPortion, PortionFates } from "../../storage/store.ts";
import type { Encryption } from "../auth/encryption.ts";
import type { Context } from "../kernel/context.ts";
import { importContentDeleted } from "../kernel/errors.ts";
import type { ReadRow } from "./reading/rows.ts";

/** Rows of one part of a file, which are committed together. */
export const portionRows = 100;

const contentPlace = (id: string) => ["import_portions", "content", id] as const;
const fatesPlace = (id: string) => ["import_portions", "fates", id] as const;

const previewPlace = (id: ImportId) => ["imports", "preview", id] as const;

export const sealPreview = (encryption: Encryption, id: ImportId, lines: readonly string[]): string =>
  encryption.encrypt(previewPlace(id), JSON.stringify(lines));

/** Empty after the content was deleted. */
export const openPreview = (
  { services: { encryption } }: Context,
  { id, preview }: Pick<Import, "id" | "preview">,
): readonly string[] => (preview === null ? [] : JSON.parse(encryption.decrypt(previewPlace(id), preview)));

export const sealRows = (encryption: Encryption, id: string, rows: readonly ReadRow[]): string =>
  encryption.encrypt(contentPlace(id), JSON.stringify(rows));

/** Throws when the content was deleted. */
export function openRows(encryption: Encryption, { id, content }: ImportPortion): readonly ReadRow[] {
  if (content === null) throw importContentDeleted();
  return JSON.parse(encryption.decrypt(contentPlace(id), content));
}

export function sealFates(encryption: Encryption, id: string, rows: readonly ImportedRow[]): PortionFates {
  const count = (wanted: RowFate) => rows.filter(({ fate }) => fate === wanted).length;
  const [create, change, same, refused] = rowFates;
  return {
    fates: encryption.encrypt(fatesPlace(id), JSON.stringify(rows)),
    counts: [count(create), count(change), count(same), count(refused)],
  };
}

/** Empty before the dry run. */
export const openFates = (encryption: Encryption, { id, fates }: ImportPortion): readonly ImportedRow[] =>
  fates === null ? [] : JSON.parse(encryption.decrypt(fatesPlace(id), fates));
