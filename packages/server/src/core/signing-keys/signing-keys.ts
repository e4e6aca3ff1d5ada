import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { CompactSign, calculateJwkThumbprint } from "jose";
import type { Timestamp } from "../../model.ts";
import { platformId, type StoredSigningKey, type StoreTransaction } from "../../storage/store.ts";
import type { Context, CoreServices } from "../kernel/context.ts";
import { mutate } from "../kernel/mutate.ts";

/** A public key with the time in which the installation signed with it. */
export interface PublicKey {
  readonly id: string;
  /** Base64url, as in the member `x` of a JWK. */
  readonly publicKey: string;
  readonly validFrom: Timestamp;
  /** Null for the key that signs now. */
  readonly validUntil: Timestamp | null;
}

/** What `CredentialCache` names the keys. */
const cacheName = "signing-keys";

/** Creates the first key of the installation unless there is one. */
export async function ensureSigningKey(services: CoreServices): Promise<void> {
  await services.store.write(platformId, async (tx) => {
    if ((await tx.signingKeys.list()).length === 0) await addKey(services, tx, 1);
  });
}

/** Lists every key that the installation has signed with, oldest first. Needs no permission: the keys are public. */
export async function listSigningKeys({ services }: Context): Promise<readonly PublicKey[]> {
  const keys = await services.credentials.get(
    cacheName,
    () => services.store.platform.signingKeys.list(),
    () => [cacheName],
  );
  return toPublicKeys(keys ?? []);
}

/** Creates the key that signs from now on. The former ones stay valid for what they have signed. */
export async function rotateSigningKey(context: Context): Promise<PublicKey> {
  const options = { permission: "signingKeys:rotate", requiresOrganization: false } as const;
  try {
    return await mutate(context.forPlatform(), options, async ({ tx }) => {
      const serial = (await tx.signingKeys.list()).length + 1;
      await addKey(context.services, tx, serial);
      return toPublicKeys(await tx.signingKeys.list()).at(-1) as PublicKey;
    });
  } finally {
    context.services.credentials.invalidate(new Set([cacheName]));
  }
}

/** Signs a JSON object with the current key. Returns a compact JWS whose header has the `typ`. */
export async function signObject(services: CoreServices, typ: string, payload: object): Promise<string> {
  const key = (await services.store.platform.signingKeys.list()).at(-1);
  if (key === undefined) throw new Error("The installation has no signing key.");
  return new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: "EdDSA", kid: key.id, typ })
    .sign(privateKeyOf(services, key));
}

const placeOf = (serial: number): readonly string[] => ["signing_keys", "private_key", String(serial)];

async function addKey(
  { encryption, now }: CoreServices,
  tx: StoreTransaction,
  serial: number,
): Promise<void> {
  const { d = "", x = "", ...jwk } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  await tx.signingKeys.add({
    serial,
    id: await calculateJwkThumbprint({ ...jwk, x } as { kty: string }),
    publicKey: x,
    privateKey: encryption.encrypt(placeOf(serial), d),
    createdAt: now(),
  });
}

function privateKeyOf({ encryption }: CoreServices, key: StoredSigningKey): KeyObject {
  const d = encryption.decrypt(placeOf(key.serial), key.privateKey);
  return createPrivateKey({ key: { kty: "OKP", crv: "Ed25519", x: key.publicKey, d }, format: "jwk" });
}

const toPublicKeys = (keys: readonly StoredSigningKey[]): PublicKey[] =>
  keys.map(({ id, publicKey, createdAt }, index) => ({
    id,
    publicKey,
    validFrom: createdAt,
    validUntil: keys[index + 1]?.createdAt ?? null,
  }));
