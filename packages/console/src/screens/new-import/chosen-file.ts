import type { SearchParams } from "../../hooks/search-params.ts";

export interface ChosenFile {
  /** Null for text that was pasted. */
  readonly name: string | null;
  readonly content: Blob;
}

/** The file that was sent last, so that it can be read again with other options. It is not stored. */
interface SentFile {
  readonly file: ChosenFile;
  readonly importId: string;
  /** The options that it was sent with, as the URL had them. */
  readonly search: SearchParams;
}

let sent: SentFile | undefined;

export const rememberSentFile = (file: SentFile): void => {
  sent = file;
};

export const sentFile = (): SentFile | undefined => sent;
