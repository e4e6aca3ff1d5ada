import type {
  AssignmentDetails,
  EventKind,
  PhoneNumber,
  PlanEffect,
  PlanEffectValues,
  RecordVersions,
} from "../../model.ts";
import type { NumberRecord, StoreReader } from "../../storage/store.ts";
import { flagsOf } from "../assignments/assignment-changes.ts";
import type { EventDraft, UnitOfWork } from "../kernel/unit-of-work.ts";

/** What an event would show, without what differs from one attempt to the next: ids of new records, and the time. */
export function toEffect({ kind, numberId, userId, before, after }: EventDraft, at: number): PlanEffect {
  const values = valuesOf[kind]?.(before, after, at) ?? { before: null, after: null };
  return { kind, numberId: numberId ?? null, userId: userId ?? null, ...values };
}

type Values = Pick<PlanEffect, "before" | "after">;
type ToValues = (before: object | null, after: object | null, at: number) => Values;

const valuesOf: Readonly<Partial<Record<EventKind, ToValues>>> = {
  "number.assigned": (_, after) => ({ before: null, after: flagsOf(after as AssignmentDetails) }),
  "number.unassigned": (before) => ({ before: flagsOf(before as AssignmentDetails), after: null }),
  "assignment.updated": (before, after) => ({
    before: flagsOf(before as AssignmentDetails),
    after: flagsOf(after as AssignmentDetails),
  }),
  "number.updated": (before, after, at) => numberValues(before as PhoneNumber, after as PhoneNumber, at),
};

function numberValues(before: PhoneNumber, after: PhoneNumber, at: number): Values {
  const { coolingUntil, reservation } = after;
  const isStarted = coolingUntil !== null && coolingUntil !== before.coolingUntil;
  const cooling: PlanEffectValues = isStarted ? { coolsForMs: coolingUntil - at } : { coolingUntil };
  return {
    before: { coolingUntil: before.coolingUntil, reservation: before.reservation },
    after: { ...cooling, reservation },
  };
}

/** The versions of a number and of its open assignments. */
export async function versionsOf(
  reads: StoreReader,
  { id, version }: Pick<NumberRecord, "id" | "version">,
): Promise<RecordVersions> {
  const holders = await reads.assignments.open({ numberId: id });
  return {
    number: version,
    assignments: Object.fromEntries(holders.map((held) => [held.id, held.version])),
  };
}

/** The unit of work with a copy of each event that it records. */
export function observed(unitOfWork: UnitOfWork): { part: UnitOfWork; drafts: readonly EventDraft[] } {
  const drafts: EventDraft[] = [];
  const record = (draft: EventDraft) => {
    drafts.push(draft);
    unitOfWork.record(draft);
  };
  return { part: { ...unitOfWork, record }, drafts };
}
