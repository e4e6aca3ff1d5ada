import type { Event, EventKind, Id } from "../model.ts";
import type { EventFilter, NumberReference } from "../storage/store.ts";
import type { Context } from "./context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "./cursor.ts";
import { existingNumber } from "./numbers.ts";

const assignmentKinds: readonly EventKind[] = ["number.assigned", "assignment.updated", "number.unassigned"];

/** What has happened in one organization, for one caller. Nothing of it is ever rewritten. */
export const history = (context: Context) => ({
  /** Every change, oldest first; `after` is the number of the last event already known. */
  async events(filter: EventFilter, { after, limit }: { after: number; limit: number }): Promise<EventPage> {
    context.require("events:list");
    const reads = await context.reads();
    const { seq: head } = await reads.events.head();
    const { items } = await reads.events.list(filter, { size: limit, after: [after] });
    return { items, head };
  },

  /** Who was given the number, who held it how, and who gave it back; oldest first. */
  async ofNumber(reference: NumberReference, request: CursorRequest): Promise<CursorPage<Event>> {
    context.require("events:list");
    const reads = await context.reads();
    const { id } = await existingNumber(reads, reference);
    return listByCursor(context, `history of number ${id}`, request, (page) =>
      reads.events.list({ kinds: assignmentKinds, numberId: id }, page),
    );
  },

  /** The same of a user, who may have been removed. A user that never was has none. */
  async ofUser(id: Id, request: CursorRequest): Promise<CursorPage<Event>> {
    context.require("events:read", id);
    const reads = await context.reads();
    return listByCursor(context, `history of user ${id}`, request, (page) =>
      reads.events.list({ kinds: assignmentKinds, userId: id }, page),
    );
  },
});

export interface EventPage {
  readonly items: readonly Event[];
  /** The number of the organization's last event when this was read. */
  readonly head: number;
}
