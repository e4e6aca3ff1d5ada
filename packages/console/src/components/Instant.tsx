import { useFormat } from "../i18n/use-format.ts";

/** An instant, with the exact time as its title. */
export function Instant({ at }: { readonly at: string | number }) {
  const format = useFormat();
  return (
    <time dateTime={new Date(at).toISOString()} title={format.exactInstant(at)}>
      {format.instant(at)}
    </time>
  );
}
