import { Link, useNavigate } from "@tanstack/react-router";
import type { PhoneNumberDetails } from "@whoseline/sdk";
import type { CSSProperties, KeyboardEvent } from "react";
import { Line } from "../../components/Line.tsx";
import { StateBadge } from "../../components/StateBadge.tsx";
import { providerNames } from "../../data/numbers.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import { HolderNames } from "./HolderNames.tsx";

interface NumberRowProps {
  readonly index: number;
  readonly number: PhoneNumberDetails | undefined;
  readonly style: CSSProperties;
  readonly isActive: boolean;
  readonly onActivate: () => void;
}

export function NumberRow({ index, number, style, isActive, onActivate }: NumberRowProps) {
  const t = useText();
  const organization = useOrganization();
  const navigate = useNavigate();
  const target = {
    to: "/o/$organization/numbers/$number",
    params: { organization, number: number?.id ?? "" },
  } as const;
  const open = (event: KeyboardEvent) => {
    if (event.key === "Enter" && number && event.target === event.currentTarget) void navigate(target);
  };
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      data-index={index}
      className="number-row"
      style={style}
      tabIndex={isActive ? 0 : -1}
      onFocus={onActivate}
      onKeyDown={open}
    >
      {number === undefined ? (
        <span role="gridcell" className="quiet">
          {t("Loading…")}
        </span>
      ) : (
        <>
          <span role="gridcell" className="number-row-line">
            <Link {...target} tabIndex={-1}>
              <Line>{number.line}</Line>
            </Link>
          </span>
          <span role="gridcell">
            <StateBadge state={number.state} />
          </span>
          <span role="gridcell" className="number-row-text">
            <HolderNames number={number} />
          </span>
          <span role="gridcell" className="number-row-text">
            <bdi>{number.alias}</bdi>
          </span>
          <span role="gridcell" className="quiet">
            {providerNames[number.provider]}
          </span>
        </>
      )}
    </div>
  );
}
