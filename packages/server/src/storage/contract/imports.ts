import type {
  Import,
  ImportFileFacts,
  ImportId,
  ImportMode,
  ImportPhase,
  ImportResult,
  JobId,
  Page,
  PageRequest,
  RowFate,
  Timestamp,
  UserId,
} from "../../model.ts";
import type { PlanCredential } from "./plans.ts";

export interface ImportReader {
  find(id: ImportId): Promise<Import | undefined>;
  /** In the order of creation. */
  list(page: PageRequest): Promise<Page<Import>>;
  /** A part of the file; undefined when there is none with this number, from 0. */
  portion(id: ImportId, portion: number): Promise<ImportPortion | undefined>;
  /** The parts from a number on, of which one row at least has the fate. */
  portions(id: ImportId, query: PortionQuery): Promise<readonly ImportPortion[]>;
  /** The stored bytes of all files of the organization. */
  storedBytes(): Promise<number>;
  /** The rows that imports which this credential began to apply after `since` add or change, through one API. */
  countChanges(of: PlanCredential, since: Timestamp): Promise<number>;
}

export interface PortionQuery {
  readonly from: number;
  readonly fate?: RowFate | undefined;
  readonly limit: number;
}

export interface ImportWriter extends ImportReader {
  create(created: NewImport): Promise<void>;
  addPortion(id: ImportId, portion: NewPortion): Promise<void>;
  /** Ends the upload. */
  complete(id: ImportId, file: UploadedFile): Promise<void>;
  startPhase(id: ImportId, phase: ImportPhase, jobId: JobId): Promise<void>;
  /** Replaces the fates of a part. */
  storeFates(id: ImportId, portion: number, fates: PortionFates): Promise<void>;
  /** Replaces the result. */
  storeResult(id: ImportId, result: ImportResult): Promise<void>;
  delete(id: ImportId): Promise<void>;
  /** Deletes the previews and reasons of all imports, and marks their contents as deleted. */
  erase(at: Timestamp): Promise<void>;
  /** Deletes up to `countMax` parts of contents that are marked as deleted. Returns how many it deleted. */
  deleteErasedContents(countMax: number): Promise<number>;
}

export interface NewImport {
  readonly id: ImportId;
  readonly kind: Import["kind"];
  readonly mode: ImportMode;
  readonly createdBy: UserId;
  readonly createdAt: Timestamp;
}

export interface UploadedFile {
  readonly facts: ImportFileFacts;
  /** Encrypted. */
  readonly preview: string;
  readonly rows: number;
}

export interface NewPortion {
  /** Of the row of the table. */
  readonly id: string;
  readonly portion: number;
  /** Encrypted. */
  readonly content: string;
}

/** `counts` has the number of rows of each fate, in the order of `rowFates`. */
export interface PortionFates {
  /** Encrypted. */
  readonly fates: string;
  readonly counts: readonly [number, number, number, number];
}

export interface ImportPortion {
  readonly id: string;
  readonly portion: number;
  /** Encrypted; null after its deletion. */
  readonly content: string | null;
  /** Encrypted; null before the dry run. */
  readonly fates: string | null;
}
