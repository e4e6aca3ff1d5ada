import type { EventKind, FeedEvent } from "@whoseline/sdk";
import { useEffect, useRef, useState } from "react";
import { client } from "../../session/client.ts";
import { reportIfSessionEnded } from "../../session/session-end.ts";

/** How many events the page keeps: older ones are dropped, so that an open page does not grow. */
export const keptEvents = 150;

export interface LiveEventsFilter {
  readonly organization: string;
  readonly kind: EventKind | undefined;
  /** The events after this one are shown; without it, those from now on. */
  readonly after: string | undefined;
}

export interface LiveEvents {
  /** The newest first. */
  readonly events: readonly FeedEvent[];
  readonly status: "connecting" | "open" | "reconnecting";
  /** How many events arrived while the list was paused. */
  readonly waiting: number;
  readonly error: unknown;
}

const beginning: LiveEvents = { events: [], status: "connecting", waiting: 0, error: undefined };

/** Follows the feed. It continues after the last event when the connection was lost, so that none is missed. */
export function useLiveEvents(
  { organization, kind, after }: LiveEventsFilter,
  isPaused: boolean,
): LiveEvents {
  const [state, setState] = useState(beginning);
  const waiting = useRef<FeedEvent[]>([]);
  const paused = useRef(isPaused);
  useEffect(() => {
    paused.current = isPaused;
    if (isPaused) return;
    const arrived = waiting.current;
    waiting.current = [];
    setState((known) => ({ ...known, waiting: 0, events: newestFirst(known.events, arrived) }));
  }, [isPaused]);
  useEffect(() => {
    const controller = new AbortController();
    setState(beginning);
    waiting.current = [];
    const add = (event: FeedEvent) => {
      if (paused.current) waiting.current = [...waiting.current, event].slice(-keptEvents);
      setState((known) => ({
        ...known,
        status: "open",
        ...(paused.current ? { waiting: known.waiting + 1 } : { events: newestFirst(known.events, [event]) }),
      }));
    };
    const follow = async () => {
      const onReconnect = () => setState((known) => ({ ...known, status: "reconnecting" }));
      const feed = client.events.follow(
        { organization, kind, after: after ?? "now", expand: "names" },
        { signal: controller.signal, onReconnect },
      );
      for await (const event of feed) add(event);
    };
    follow().catch((error: unknown) => {
      if (controller.signal.aborted) return;
      reportIfSessionEnded(error);
      setState((known) => ({ ...known, error }));
    });
    return () => controller.abort();
  }, [organization, kind, after]);
  return state;
}

const newestFirst = (known: readonly FeedEvent[], arrived: readonly FeedEvent[]): readonly FeedEvent[] =>
  [...arrived.toReversed(), ...known].slice(0, keptEvents);
