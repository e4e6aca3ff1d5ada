import { sessionIdleMs } from "../../core/auth/sessions.ts";
import { component, id, instant, nullable, oneOf, Type, toIso } from "../../http/mounting/schema.ts";
import { type Session, type SessionWithUse, sessionMethods } from "../../model.ts";
import { superadminKeyScopesInput } from "./api-key-wire.ts";
import { serial, toIsoOrNull } from "./wire.ts";

const sessionFields = {
  id: id(),
  serial: serial(),
  userId: id(),
  publicId: Type.String({ description: "The part of the secret that logs may show." }),
  method: oneOf(sessionMethods, { description: "What it was exchanged for." }),
  keyId: nullable(id(), { description: "The API key that it was exchanged for, with which it ends." }),
  scopes: superadminKeyScopesInput({ description: "Those of the key; empty for everything." }),
  createdAt: instant(),
  expiresAt: instant({ description: "It ends then, and 30 minutes after its last use." }),
  revokedAt: nullable(instant(), {
    description: "When it ended before: by a sign-out or with its key or user.",
  }),
};
export const sessionSchema = Type.Object(
  sessionFields,
  component(
    "Session",
    "A person who is signed in to the console. It acts as the user, with the scopes of the key.",
  ),
);
export const toSession = (it: Session) => ({
  id: it.id,
  serial: it.serial,
  userId: it.userId,
  publicId: it.publicId,
  method: it.method,
  keyId: it.keyId,
  scopes: it.scopes,
  createdAt: toIso(it.createdAt),
  expiresAt: toIso(it.expiresAt),
  revokedAt: toIsoOrNull(it.endedAt),
});

export const listedSessionSchema = Type.Object(
  {
    ...sessionFields,
    lastUsedAt: instant({ description: "At most a minute old." }),
    idleAt: instant({ description: "When it ends unless it is used before, or `expiresAt`." }),
    isCurrent: Type.Boolean({ description: "Whether this request has it." }),
  },
  component("ListedSession", "A session with its last use."),
);
export const toListedSession = (currentId: string | undefined) => (it: SessionWithUse) => ({
  ...toSession(it),
  lastUsedAt: toIso(it.lastUsedAt),
  idleAt: toIso(Math.min(it.lastUsedAt + sessionIdleMs, it.expiresAt)),
  isCurrent: it.id === currentId,
});

/** The session of the caller. */
export const callingSessionSchema = Type.Object(
  {
    id: id(),
    keyId: nullable(id(), { description: "The API key that it was exchanged for." }),
    expiresAt: instant({ description: "It ends then, and 30 minutes after its last use." }),
  },
  component("CallingSession"),
);
