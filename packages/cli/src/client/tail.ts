import { exitCodes } from "./exit-codes.ts";
import { note } from "./io.ts";
import { writeList } from "./output.ts";
import { first, type Prepared } from "./perform.ts";
import { sdkMethod } from "./sdk-method.ts";

const eventColumns = ["organizationId", "seq", "at", "kind", "userId", "numberId", "actorId", "reason"];

/** Follows a feed until the limit or an interrupt. Each event is written as it arrives, also as JSON: one on each line. */
export async function tail({ io, client, spec, values, options, format }: Prepared): Promise<number> {
  const feed = sdkMethod(client, spec.operation)(values, {
    signal: io.signal,
    onReconnect: () => {
      if (options.verbose || io.stderr.isTTY) note(io, "Reconnecting.");
    },
  });
  const columns = eventColumns.filter((name) => isShown(name, spec.operation));
  const shape = { record: "FollowedEvent", columns, isLive: true };
  try {
    await writeList(
      io,
      format === "json" ? "ndjson" : format,
      shape,
      first(feed, options.limit ?? Number.POSITIVE_INFINITY),
    );
  } finally {
    const name = spec.operation === "streamEvents" ? "after" : "cursor";
    if (feed.position !== undefined && (options.verbose || io.stderr.isTTY))
      note(io, `Continue with: --${name} ${feed.position}`);
  }
  return exitCodes.done;
}

const isShown = (column: string, operation: string): boolean =>
  column !== "organizationId" || operation === "streamAllEvents";
