import type { SigningKeyWriter, StoredSigningKey } from "../contract/signing-keys.ts";
import type { Sql } from "../sql.ts";

/** The keys of the installation belong to no organization. */
export const signingKeyQueries = (sql: Sql): SigningKeyWriter => ({
  list: () =>
    sql.all<StoredSigningKey>(
      `select serial, id, public_key as "publicKey", private_key as "privateKey", created_at as "createdAt"
       from signing_keys order by serial`,
    ),
  async add({ serial, id, publicKey, privateKey, createdAt }) {
    await sql.run(
      `insert into signing_keys (serial, id, public_key, private_key, created_at) values ($1, $2, $3, $4, $5)`,
      serial,
      id,
      publicKey,
      privateKey,
      createdAt,
    );
  },
});
