import type { CallDirection, CallOutcome, LoggedCall, NumberId, Timestamp, UserHandle } from "../../model.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import { readsForFilter } from "../users/find-user.ts";

type CalledNumber = { readonly id: NumberId } | { readonly line: string };

export interface CallListFilter {
  readonly userId?: UserHandle | undefined;
  /** With a line, also calls to lines that were released since. */
  readonly number?: CalledNumber | undefined;
  readonly direction?: CallDirection | undefined;
  readonly outcome?: CallOutcome | undefined;
  readonly from?: Timestamp | undefined;
  readonly to?: Timestamp | undefined;
}

/** Lists the calls of the log, newest first. */
export async function listCalls(
  context: Context,
  { number, ...named }: CallListFilter,
  request: CursorRequest,
): Promise<CursorPage<LoggedCall>> {
  const { reads, filter: found } = await readsForFilter(context, "calls:read", named);
  const filter = { ...found, ...numberFilter(number) };
  return listByCursor(context, { name: "calls", filter }, request, (page) => reads.calls.list(filter, page));
}

const numberFilter = (number: CalledNumber | undefined) => {
  if (number === undefined) return {};
  return "id" in number ? { numberId: number.id } : { line: number.line };
};
