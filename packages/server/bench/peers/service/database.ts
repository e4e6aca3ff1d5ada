import { and, eq, isNull, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { Pool } from "pg";
import { assignments, audit, numbers, users } from "./tables.ts";

const poolSize = 10;

export interface Assign {
  readonly organizationId: string;
  readonly targetUserId: string;
  readonly provider: string;
  readonly phoneNumber: string;
  readonly isInboundEnabled: boolean;
}

/** The statements of the service, prepared where drizzle can prepare them. */
export function openDatabase(url: string) {
  const pool = new Pool({ connectionString: url, max: poolSize });
  const db = drizzle({ client: pool, casing: "snake_case" });
  const lookup = db
    .select({ organizationId: numbers.organizationId, userId: users.id, endpoints: users.endpoints })
    .from(numbers)
    .innerJoin(assignments, eq(assignments.numberId, numbers.id))
    .innerJoin(users, eq(users.id, assignments.userId))
    .where(
      and(
        eq(numbers.provider, sql.placeholder("provider")),
        eq(numbers.line, sql.placeholder("line")),
        isNull(assignments.unassignedAt),
        eq(assignments.isInboundEnabled, true),
        eq(users.status, "active"),
      ),
    )
    .limit(1)
    .prepare("lookup");
  const user = db
    .select()
    .from(users)
    .where(
      and(
        eq(users.organizationId, sql.placeholder("organizationId")),
        eq(users.id, sql.placeholder("userId")),
      ),
    )
    .prepare("user");
  /** Returns false when the user or the number does not exist. */
  const assign = (input: Assign): Promise<boolean> =>
    db.transaction(async (tx) => {
      const { organizationId, targetUserId, provider, phoneNumber, isInboundEnabled } = input;
      const [holder] = await tx
        .select({ id: users.id })
        .from(users)
        .where(and(eq(users.organizationId, organizationId), eq(users.id, targetUserId)));
      const [number] = await tx
        .select({ id: numbers.id })
        .from(numbers)
        .where(and(eq(numbers.provider, provider), eq(numbers.line, phoneNumber)))
        .for("update");
      if (holder === undefined || number === undefined) return false;
      const at = new Date();
      const [assignment] = await tx
        .insert(assignments)
        .values({ numberId: number.id, userId: holder.id, isInboundEnabled, assignedAt: at })
        .onConflictDoUpdate({
          target: [assignments.numberId, assignments.userId],
          targetWhere: isNull(assignments.unassignedAt),
          set: { isInboundEnabled },
        })
        .returning();
      await tx.insert(audit).values({ organizationId, at, kind: "number.assigned", body: assignment });
      return true;
    });
  return { lookup, user, assign, close: () => pool.end() };
}
