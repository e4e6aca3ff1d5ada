import { useText } from "../../i18n/use-text.ts";
import type { LiveEvents } from "./use-live-events.ts";

export function LiveStatus({ live, isPaused }: { readonly live: LiveEvents; readonly isPaused: boolean }) {
  const t = useText();
  const text = isPaused
    ? t("{count, plural, =0 {Paused} one {Paused, # new event} other {Paused, # new events}}", {
        count: live.waiting,
      })
    : {
        connecting: t("Waiting for events"),
        open: t("Live"),
        reconnecting: t("The connection was lost. It continues after the last event."),
      }[live.status];
  return (
    <span className="quiet" role="status">
      {text}
    </span>
  );
}
