import { useEffect, useId, useState } from "react";
import { Button } from "../../../components/Button.tsx";
import { useUrlState } from "../../../hooks/use-url-state.ts";
import { useFormat } from "../../../i18n/use-format.ts";
import { useText } from "../../../i18n/use-text.ts";
import type { Span } from "./timeline-span.ts";

interface AsOfSliderProps {
  readonly span: Span;
  readonly now: number;
  readonly asOf: number | undefined;
}

/** How many places the slider has; a date and time field is not needed for what a person can see in the picture. */
const places = 1000;

/** Moves everything on the page to an instant of the past. The URL has the instant. */
export function AsOfSlider({ span, now, asOf }: AsOfSliderProps) {
  const t = useText();
  const format = useFormat();
  const id = useId();
  const [, changeUrl] = useUrlState();
  const to = Math.min(now, span.to);
  const [at, setAt] = useState(asOf ?? to);
  useEffect(() => setAt(asOf ?? to), [asOf, to]);
  const step = Math.max(1000, Math.floor((to - span.from) / places));
  const move = (value: number) => {
    setAt(value);
    const isNow = value >= to - step;
    changeUrl({ asOf: isNow ? undefined : new Date(value).toISOString() }, { replace: true });
  };
  return (
    <div className="as-of-slider">
      <label htmlFor={id}>{t("As of")}</label>
      <input
        id={id}
        type="range"
        min={span.from}
        max={to}
        step={step}
        value={at}
        aria-valuetext={asOf === undefined ? t("now") : format.instant(at)}
        onChange={(event) => move(event.currentTarget.valueAsNumber)}
      />
      <output htmlFor={id}>{asOf === undefined ? t("now") : format.instant(at)}</output>
      <Button kind="quiet" disabled={asOf === undefined} onClick={() => move(to)}>
        {t("Now")}
      </Button>
    </div>
  );
}
