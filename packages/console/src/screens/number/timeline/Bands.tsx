import type { PhoneNumberDetails } from "@whoseline/sdk";
import { useFormat } from "../../../i18n/use-format.ts";
import { useText } from "../../../i18n/use-text.ts";
import type { Place } from "./TimelinePicture.tsx";
import type { Span } from "./timeline-span.ts";

interface BandsProps {
  readonly number: PhoneNumberDetails;
  readonly gaps: readonly Span[];
  readonly height: number;
  readonly place: Place;
}

/** Behind the lanes: the times without a holder, the cooling period and the reservation. */
export function Bands({ number, gaps, height, place }: BandsProps) {
  const t = useText();
  const format = useFormat();
  const cooling = number.state === "cooling" ? number.coolingUntil : null;
  const start = gaps.at(-1)?.from;
  return (
    <>
      <defs>
        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect className="hatch" width="1.5" height="6" />
        </pattern>
      </defs>
      {gaps.map((gap) => (
        <Band
          key={gap.from}
          className="band-gap"
          span={gap}
          title={t("Nobody held the number from {since} until {until}.", {
            since: format.instant(gap.from),
            until: format.instant(gap.to),
          })}
          {...{ height, place }}
        />
      ))}
      {cooling !== null && start !== undefined && (
        <Band
          className="band-cooling"
          span={{ from: start, to: Date.parse(cooling) }}
          title={t("The number cools down until {until}.", { until: format.instant(cooling) })}
          {...{ height, place }}
        />
      )}
      {number.reservedFor !== null && (
        <Band
          className="band-reserved"
          span={{ from: Date.now(), to: Date.parse(number.reservedFor.until) }}
          title={t("The number is reserved until {until}.", {
            until: format.instant(number.reservedFor.until),
          })}
          {...{ height, place }}
        />
      )}
    </>
  );
}

interface BandProps {
  readonly className: string;
  readonly span: Span;
  readonly title: string;
  readonly height: number;
  readonly place: Place;
}

function Band({ className, span, title, height, place }: BandProps) {
  const [a, b] = [place(span.from), place(span.to)];
  return (
    <rect className={className} x={Math.min(a, b)} y={0} width={Math.abs(b - a)} height={height}>
      <title>{title}</title>
    </rect>
  );
}
