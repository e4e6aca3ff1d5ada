import type { FastifyInstance } from "fastify";
import { type Checkpoint, signCheckpoint, signPlatformCheckpoint } from "../../core/history/checkpoint.ts";
import { listSigningKeys, type PublicKey, rotateSigningKey } from "../../core/signing-keys/signing-keys.ts";
import { component, id, instant, nullable, oneOf, Type, toIso } from "../../http/mounting/schema.ts";
import { organization } from "./path-params.ts";
import { created, ok, route } from "./route.ts";
import { toIsoOrNull } from "./wire.ts";

const tag = "Audit";

const keySchema = Type.Object(
  {
    kty: oneOf(["OKP"]),
    crv: oneOf(["Ed25519"]),
    x: Type.String({ description: "The public key in base64url." }),
    kid: Type.String({ description: "The RFC 7638 thumbprint of the key." }),
    use: oneOf(["sig"]),
    alg: oneOf(["EdDSA"]),
    validFrom: instant({ description: "When the installation began to sign with the key." }),
    validUntil: nullable(instant(), { description: "When it stopped. Null for the current key." }),
  },
  component("SigningKey", "A public key of the installation, as a JWK."),
);
const keySetSchema = Type.Object(
  { keys: Type.Array(keySchema) },
  component("SigningKeySet", "A JWK set with every key that the installation has signed with."),
);
const checkpointSchema = Type.Object(
  {
    organizationId: id(),
    seq: Type.Integer({ description: "The `seq` of the last event; 0 when there is none." }),
    hash: Type.String({ description: "The hash of the last event; 64 zeros when there is none." }),
    at: nullable(instant(), { description: "The time of the last event." }),
    issuedAt: instant(),
    signature: Type.String({
      description:
        "A compact JWS (RFC 7515) with the algorithm EdDSA and the `typ` `whoseline-checkpoint+json`. Its payload is this object without `signature`.",
    }),
  },
  component("Checkpoint", "The position of an organization's last event, signed by the installation."),
);

export function checkpointRoutes(scope: FastifyInstance): void {
  addListKeysRoute(scope);
  addRotateKeyRoute(scope);
  addCheckpointRoute(scope);
  addPlatformCheckpointRoute(scope);
}

function addListKeysRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/keys",
      permission: "public",
      operation: "listSigningKeys",
      tag,
      summary: "List the public keys of the installation",
      description:
        "A JWK set, oldest key first, for the verification of checkpoints. Needs no credential. Keep a copy outside of the installation.",
      params: {},
      response: ok(keySetSchema, "The keys."),
    },
    async ({ context }) => ({ keys: (await listSigningKeys(context)).map(toJwk) }),
  );
}

function addRotateKeyRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/keys",
      permission: "signingKeys:rotate",
      operation: "rotateSigningKey",
      tag,
      summary: "Create the key that signs from now on",
      description: "For superadmins. The former keys stay listed, with the time in which they signed.",
      params: {},
      config: { ignoresBody: true },
      response: created(ok(keySchema, "The new key.")),
    },
    async ({ context }, reply) => {
      const key = await rotateSigningKey(context);
      reply.code(201);
      return toJwk(key);
    },
  );
}

function addCheckpointRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/events/checkpoint",
      permission: "events:list",
      operation: "getCheckpoint",
      tag,
      summary: "Get a signed checkpoint of an organization's events",
      description:
        "Keep checkpoints outside of the installation: `whoseline verify` detects with them that events were removed from the end or that the complete chain was computed again.",
      params: { organization },
      response: ok(checkpointSchema, "The checkpoint."),
    },
    async ({ context }) => toCheckpoint(await signCheckpoint(context)),
  );
}

function addPlatformCheckpointRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/events/checkpoint",
      permission: "events:all",
      operation: "getPlatformCheckpoint",
      tag,
      summary: "Get a signed checkpoint of the platform's own events",
      description:
        "For superadmins. Covers the events of superadmins, routers and their keys. Every organization has a separate chain.",
      params: {},
      response: ok(checkpointSchema, "The checkpoint."),
    },
    async ({ context }) => toCheckpoint(await signPlatformCheckpoint(context)),
  );
}

const toJwk = ({ id: kid, publicKey, validFrom, validUntil }: PublicKey) => ({
  kty: "OKP",
  crv: "Ed25519",
  x: publicKey,
  kid,
  use: "sig",
  alg: "EdDSA",
  validFrom: toIso(validFrom),
  validUntil: toIsoOrNull(validUntil),
});

const toCheckpoint = ({ organizationId, seq, hash, at, issuedAt, signature }: Checkpoint) => ({
  organizationId,
  seq,
  hash,
  at: toIsoOrNull(at),
  issuedAt: toIso(issuedAt),
  signature,
});
