import { client } from "../session/client.ts";
import { historyLimit } from "./number-history.ts";

/** Undoes the change of an assignment that a request made: the event in the number's history has the request's id. */
export async function undoRequest(
  organization: string,
  number: string,
  requestId: string | undefined,
): Promise<void> {
  const history = client.numbers.history({ organization, number, limit: 200 });
  const events = await history.toArray({ max: historyLimit });
  const event = events.findLast((candidate) => candidate.requestId === requestId);
  if (event === undefined) throw new Error("The history of the number has no event of this request.");
  await client.events.undo({ organization, seq: event.seq });
}
