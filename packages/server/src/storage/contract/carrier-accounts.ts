import type {
  CarrierAccount,
  CarrierAccountId,
  CarrierPolicy,
  OrganizationId,
  Page,
  PageRequest,
  Timestamp,
} from "../../model.ts";
import type { Taken } from "./taken.ts";

export interface CarrierAccountReader {
  /** Ordered by serial. */
  list(page: PageRequest): Promise<Page<CarrierAccount>>;
  find(id: CarrierAccountId): Promise<CarrierAccount | undefined>;
  secrets(id: CarrierAccountId): Promise<StoredCarrierSecrets | undefined>;
}

export interface CarrierAccountWriter extends CarrierAccountReader {
  create(account: NewCarrierAccount): Promise<CarrierAccount | Taken<"name">>;
  /** Replaces the fields and raises the version. */
  update(id: CarrierAccountId, fields: CarrierAccountFields): Promise<CarrierAccount | Taken<"name">>;
  /** Replaces the secrets and their names, and raises the version. */
  setSecrets(id: CarrierAccountId, secrets: NamedCarrierSecrets): Promise<CarrierAccount>;
  delete(id: CarrierAccountId): Promise<void>;
}

/** What a change can set, without secrets. */
export type CarrierAccountFields = CarrierPolicy &
  Pick<CarrierAccount, "name" | "status" | "publicUrl" | "apiUrl" | "identifiers">;

/** Encrypted. */
export interface StoredCarrierSecrets {
  readonly secrets: string;
  readonly previousSecrets: string | null;
  readonly previousSecretsExpireAt: Timestamp | null;
}

export interface NamedCarrierSecrets extends StoredCarrierSecrets {
  readonly secretNames: readonly string[];
}

export interface NewCarrierAccount
  extends CarrierAccountFields,
    Pick<CarrierAccount, "id" | "provider" | "secretNames" | "createdAt">,
    Pick<StoredCarrierSecrets, "secrets"> {}

export interface StoredCarrierAccount extends StoredCarrierSecrets {
  /** Of the platform for its accounts. */
  readonly organizationId: OrganizationId;
  readonly account: CarrierAccount;
}

/**
 * The carrier accounts of all organizations and of the platform. Every read has what was committed before the call, and
 * throws StorageReadOnly on a standby, which can lag.
 */
export interface AllCarrierAccounts {
  /** Up to `countMax` accounts after the id, ordered by id. */
  after(id: CarrierAccountId | undefined, countMax: number): Promise<readonly StoredCarrierAccount[]>;
  find(id: CarrierAccountId): Promise<StoredCarrierAccount | undefined>;
}
