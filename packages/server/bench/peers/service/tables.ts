import { sql } from "drizzle-orm";
import {
  bigint,
  bigserial,
  boolean,
  index,
  jsonb,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";

export const users = pgTable("users", {
  id: text().primaryKey(),
  organizationId: text().notNull(),
  name: text().notNull(),
  email: text().notNull().unique(),
  status: text().notNull(),
  endpoints: jsonb().$type<readonly string[]>().notNull(),
});

export const numbers = pgTable(
  "numbers",
  {
    id: bigint({ mode: "number" }).primaryKey(),
    organizationId: text().notNull(),
    provider: text().notNull(),
    line: text().notNull(),
  },
  (table) => [uniqueIndex().on(table.provider, table.line)],
);

export const assignments = pgTable(
  "assignments",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    numberId: bigint({ mode: "number" })
      .notNull()
      .references(() => numbers.id),
    userId: text()
      .notNull()
      .references(() => users.id),
    isInboundEnabled: boolean().notNull(),
    assignedAt: timestamp().notNull(),
    unassignedAt: timestamp(),
  },
  (table) => [
    uniqueIndex().on(table.numberId, table.userId).where(sql`${table.unassignedAt} is null`),
    index().on(table.userId),
  ],
);

export const audit = pgTable("audit", {
  id: bigserial({ mode: "number" }).primaryKey(),
  organizationId: text().notNull(),
  at: timestamp().notNull(),
  kind: text().notNull(),
  body: jsonb().notNull(),
});
