import type { OrganizationId, Timestamp } from "../../model.ts";
import type { StoreReader } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { signObject } from "../signing-keys/signing-keys.ts";

/** The position of an organization's last event, signed by the installation. */
export interface Checkpoint {
  readonly organizationId: OrganizationId;
  /** The number of the last event; 0 when there is none. */
  readonly seq: number;
  /** The hash of the last event; 64 zeros when there is none. */
  readonly hash: string;
  /** The time of the last event; null when there is none. */
  readonly at: Timestamp | null;
  readonly issuedAt: Timestamp;
  /** A compact JWS (EdDSA) whose payload has the other members, with times in RFC 3339. */
  readonly signature: string;
}

/** The `typ` of a checkpoint's JWS header. */
const checkpointType = "whoseline-checkpoint+json";

/** Signs the head of the organization's events. */
export async function signCheckpoint(context: Context): Promise<Checkpoint> {
  return signHead(context, await context.reads("events:list"));
}

/** Signs the head of the platform's own events: those of superadmins, routers and their keys. */
export async function signPlatformCheckpoint(context: Context): Promise<Checkpoint> {
  context.require("events:all");
  const platform = context.forPlatform();
  return signHead(platform, context.services.store.read(platform.organizationId));
}

async function signHead({ organizationId, services }: Context, reads: StoreReader): Promise<Checkpoint> {
  const { seq, hash, at } = await reads.events.head();
  const position = { organizationId, seq, hash, at: seq === 0 ? null : at, issuedAt: services.now() };
  const signature = await signObject(services, checkpointType, {
    ...position,
    at: position.at === null ? null : toIso(position.at),
    issuedAt: toIso(position.issuedAt),
  });
  return { ...position, signature };
}

const toIso = (at: Timestamp): string => new Date(at).toISOString();
