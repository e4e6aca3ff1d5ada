import { Link } from "@tanstack/react-router";
import type { FeedEvent } from "@whoseline/sdk";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import { Line } from "../Line.tsx";
import { eventText } from "./event-text.ts";

/** What happened, to which number and which user. */
export function EventSentence({ event }: { readonly event: FeedEvent }) {
  const t = useText();
  const organization = useOrganization();
  const { numberId, names } = event;
  return (
    <span>
      {eventText(t, event.kind)}
      {numberId !== null && names?.line != null && (
        <>
          {" "}
          <Link to="/o/$organization/numbers/$number" params={{ organization, number: numberId }}>
            <Line>{names.line}</Line>
          </Link>
        </>
      )}
      {names?.userName != null && (
        <>
          {" · "}
          <bdi>{names.userName}</bdi>
        </>
      )}
      {event.reason !== null && (
        <>
          {" · "}
          <bdi className="quiet">{event.reason}</bdi>
        </>
      )}
    </span>
  );
}
