import { readFile } from "node:fs/promises";
import { compactVerify, importJWK } from "jose";
import type { ExpectedPosition } from "../../audit/chain-verifier.ts";
import { readJsonValues } from "./json-values.ts";

export interface VerifyingKey {
  readonly kid: string;
  /** Base64url. */
  readonly x: string;
  readonly validFrom: string;
  readonly validUntil: string | null;
}

/** The positions by organization. */
export type ExpectedPositions = ReadonlyMap<string, readonly ExpectedPosition[]>;

/** Reads the JWK set of `GET /registry/v1/keys` from a file. */
export async function readKeys(path: string): Promise<readonly VerifyingKey[]> {
  const { keys } = JSON.parse(await readFile(path, "utf8")) as { keys?: VerifyingKey[] };
  if (!Array.isArray(keys)) throw new Error(`The file ${path} does not contain a JWK set.`);
  return keys;
}

/** Reads checkpoints from files and verifies their signatures. Throws for one that no key verifies. */
export async function readCheckpoints(
  paths: readonly string[],
  keys: readonly VerifyingKey[],
): Promise<ExpectedPositions> {
  const positions = new Map<string, ExpectedPosition[]>();
  for (const path of paths)
    for await (const value of readJsonValues(path)) {
      const { organizationId, ...position } = await readCheckpoint(path, value, keys);
      positions.set(organizationId, [...(positions.get(organizationId) ?? []), position]);
    }
  return positions;
}

interface Payload {
  readonly organizationId: string;
  readonly seq: number;
  readonly hash: string;
  readonly issuedAt: string;
}

async function readCheckpoint(
  path: string,
  value: unknown,
  keys: readonly VerifyingKey[],
): Promise<ExpectedPosition & { readonly organizationId: string }> {
  const signature = typeof value === "string" ? value : (value as { signature?: unknown } | null)?.signature;
  if (typeof signature !== "string") throw new Error(`The file ${path} does not contain a checkpoint.`);
  const { organizationId, seq, hash, issuedAt } = await verifiedPayload(path, signature, keys);
  return { organizationId, seq, hash, source: `the checkpoint of ${issuedAt} in ${path}` };
}

/** Only the signed payload counts: the members next to the signature can be changed. */
async function verifiedPayload(
  path: string,
  signature: string,
  keys: readonly VerifyingKey[],
): Promise<Payload> {
  try {
    const { payload, protectedHeader } = await compactVerify(
      signature,
      ({ kid }) => {
        const key = keys.find((one) => one.kid === kid);
        if (key === undefined) throw new Error(`its key ${kid} is not among the public keys`);
        return importJWK({ kty: "OKP", crv: "Ed25519", x: key.x }, "EdDSA");
      },
      { algorithms: ["EdDSA"] },
    );
    const checkpoint = JSON.parse(Buffer.from(payload).toString("utf8")) as Payload;
    if (protectedHeader.typ !== "whoseline-checkpoint+json") throw new Error("its type is another one");
    requireValidity(
      checkpoint,
      keys.find(({ kid }) => kid === protectedHeader.kid),
    );
    return checkpoint;
  } catch (error) {
    throw new InvalidCheckpoint(`A checkpoint in ${path} is not valid: ${(error as Error).message}.`);
  }
}

/** A checkpoint that does not prove anything: an unknown key, or another signature. */
export class InvalidCheckpoint extends Error {
  override readonly name = "InvalidCheckpoint";
}

/** A former key must not sign later checkpoints. */
function requireValidity({ issuedAt }: Payload, key: VerifyingKey | undefined): void {
  const at = Date.parse(issuedAt);
  const isLate = key?.validUntil != null && at > Date.parse(key.validUntil);
  if (key === undefined || Number.isNaN(at) || at < Date.parse(key.validFrom) || isLate)
    throw new Error("it was issued when its key was not in use");
}
