import { Link } from "@tanstack/react-router";
import type { PhoneNumberDetails, TimelineInterval } from "@whoseline/sdk";
import { Button } from "../../components/Button.tsx";
import { EmptyState } from "../../components/EmptyState.tsx";
import { flagTexts } from "../../components/flag-texts.ts";
import { Instant } from "../../components/Instant.tsx";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useText } from "../../i18n/use-text.ts";
import { usePermissions } from "../../session/caller.ts";
import { holdersAt, type ShownHolder } from "./holders-at.ts";

interface HolderListProps {
  readonly number: PhoneNumberDetails;
  readonly intervals: readonly TimelineInterval[];
  readonly asOf: number | undefined;
}

/** Who holds the number, the inbound holder first. */
export function HolderList({ number, intervals, asOf }: HolderListProps) {
  const t = useText();
  const holders = holdersAt(number, intervals, asOf);
  return (
    <section className="card" aria-labelledby="holders">
      <h2 id="holders">{t("Held by")}</h2>
      {holders.length === 0 ? (
        <EmptyState
          sentence={asOf === undefined ? t("Nobody holds this number.") : t("Nobody held it then.")}
        />
      ) : (
        <ul className="holders">
          {holders.map((holder) => (
            <Holder key={holder.assignmentId} holder={holder} isNow={asOf === undefined} />
          ))}
        </ul>
      )}
      {number.holderCount > number.holders.length && asOf === undefined && (
        <p className="quiet">
          {t("{count, plural, one {# more holder} other {# more holders}}", {
            count: number.holderCount - number.holders.length,
          })}
        </p>
      )}
    </section>
  );
}

function Holder({ holder, isNow }: { readonly holder: ShownHolder; readonly isNow: boolean }) {
  const t = useText();
  const organization = useOrganization();
  const { canChange } = usePermissions();
  const [, changeUrl] = useUrlState();
  const opens = (dialog: string) => () => changeUrl({ dialog, holder: holder.userId });
  return (
    <li className="holder">
      <div>
        <Link
          className="holder-name"
          to="/o/$organization/users/$user"
          params={{ organization, user: holder.userId }}
        >
          <bdi>{holder.userName}</bdi>
        </Link>
        {holder.label !== null && (
          <>
            {" "}
            <bdi className="quiet">{holder.label}</bdi>
          </>
        )}
        <p className="holder-flags">
          {flagTexts(t, holder).map((text) => (
            <span key={text} className="flag">
              {text}
            </span>
          ))}
          <span className="quiet">
            {t("since")} <Instant at={holder.since} />
          </span>
        </p>
      </div>
      {canChange && isNow && (
        <div className="holder-actions">
          <Button
            onClick={opens("flags")}
            aria-label={t("Edit the assignment of {name}", { name: holder.userName })}
          >
            {t("Edit")}
          </Button>
          <Button onClick={opens("unassign")} aria-label={t("Unassign {name}", { name: holder.userName })}>
            {t("Unassign")}
          </Button>
        </div>
      )}
    </li>
  );
}
