import { Pool } from "pg";
import { assignNumber } from "../../src/core/assignments/assign-number.ts";
import { createInstallation } from "../../src/core/create-installation.ts";
import type { NumberId, OrganizationId, UserId } from "../../src/model.ts";
import { createStore } from "../../src/storage/open.ts";
import { createPool, createPostgresEngine } from "../../src/storage/postgres/postgres.ts";
import { testKeys } from "../../test/helpers/installation-keys.ts";
import { connectionsOfBare, idOf, organizations } from "./world.ts";

export interface Contestant {
  /** Assigns the next free number of an organization. */
  readonly assign: (organization: number) => Promise<unknown>;
  close(): Promise<void>;
}

/** Whoseline without HTTP. */
export async function openWhoseline(url: string, nextNumber: Numbering): Promise<Contestant> {
  const store = createStore(createPostgresEngine(createPool(url)));
  const installation = await createInstallation(store, testKeys);
  return {
    assign(organization) {
      const userId = idOf("b", organization) as string as UserId;
      const organizationId = idOf("a", organization) as string as OrganizationId;
      const principal = { userId, organizationId, isOrganizationSuspended: false, role: "admin" } as const;
      const call = { dialect: "native", requestId: "bench" } as const;
      const context = installation.as({ ...principal, credentialId: "bench" }, organizationId, call);
      const number = { id: idOf("c", nextNumber(organization)) as string as NumberId };
      return assignNumber(context, { userId, number, flags: {} });
    },
    close: () => store.close(),
  };
}

/** The assignment, its event and the head of the organization in one statement, with the same pipelining driver. */
const bareText = `with head as (
    update bare_heads set seq = seq + 1 where organization_id = $1 returning seq),
  assigned as (
    insert into bare_assignments (organization_id, id, number_id, user_id, provider, is_default, is_inbound_enabled,
      is_outbound_enabled, assigned_at, version)
    values ($1, $2, $2, $3, 'twilio', false, true, true, $4, 1))
  insert into bare_events (organization_id, seq, at, kind, after) select $1, seq, $4, 'number.assigned', $5 from head`;

export function openBare(url: string, nextNumber: Numbering): Contestant {
  const pool = new Pool({ connectionString: url, max: connectionsOfBare });
  return {
    assign(organization) {
      const [organizationId, id, userId] = [
        idOf("a", organization),
        idOf("c", nextNumber(organization)),
        idOf("b", organization),
      ];
      const at = Date.now();
      const flags = { isDefault: false, isInboundEnabled: true, isOutboundEnabled: true, label: null };
      const after = { id, numberId: id, userId, provider: "twilio", ...flags, assignedAt: at };
      const values = [organizationId, id, userId, at, JSON.stringify(after)];
      return pool.query({ name: "assign", text: bareText, values });
    },
    close: () => pool.end(),
  };
}

/** The index of the next number of an organization. */
export type Numbering = (organization: number) => number;

export function createNumbering(): Numbering {
  const next = new Array<number>(organizations).fill(0);
  return (organization) => {
    const index = next[organization] ?? 0;
    next[organization] = index + 1;
    return organization * 100_000 + index;
  };
}
