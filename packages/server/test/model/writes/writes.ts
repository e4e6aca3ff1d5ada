import type { Write } from "../operations.ts";
import type { Transaction } from "../transaction.ts";
import { assignmentWrites } from "./assignments.ts";
import type { WriteHandler, WriteHandlers } from "./handler.ts";
import { inventoryWrites } from "./inventory.ts";
import { offboardingWrites } from "./offboarding.ts";
import { undoEvent } from "./undo-event.ts";
import { userWrites } from "./users.ts";

const handlers: WriteHandlers<Write["kind"]> = {
  ...assignmentWrites,
  ...inventoryWrites,
  ...userWrites,
  ...offboardingWrites,
  undoEvent,
};

export const write = (transaction: Transaction, operation: Write): unknown =>
  (handlers[operation.kind] as WriteHandler<Write["kind"]>)(transaction, operation as never);
