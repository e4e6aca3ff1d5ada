import type { CarrierAccountId } from "../../model.ts";
import type { StoredCarrierSecrets } from "../../storage/store.ts";
import type { Encryption } from "./encryption.ts";

/** The secrets of a carrier account by name. */
export type CarrierSecrets = Readonly<Record<string, string>>;

type SecretColumn = "secrets" | "previous_secrets";

export const encryptCarrierSecrets = (
  encryption: Encryption,
  id: CarrierAccountId,
  column: SecretColumn,
  secrets: CarrierSecrets,
): string => encryption.encrypt(["carrier_accounts", column, id], JSON.stringify(secrets));

const decrypt = (
  encryption: Encryption,
  id: CarrierAccountId,
  column: SecretColumn,
  stored: string,
): CarrierSecrets => JSON.parse(encryption.decrypt(["carrier_accounts", column, id], stored));

export const currentCarrierSecrets = (
  encryption: Encryption,
  id: CarrierAccountId,
  { secrets }: Pick<StoredCarrierSecrets, "secrets">,
): CarrierSecrets => decrypt(encryption, id, "secrets", secrets);

export const previousCarrierSecrets = (
  encryption: Encryption,
  id: CarrierAccountId,
  { previousSecrets }: Pick<StoredCarrierSecrets, "previousSecrets">,
): CarrierSecrets | undefined =>
  previousSecrets === null ? undefined : decrypt(encryption, id, "previous_secrets", previousSecrets);
