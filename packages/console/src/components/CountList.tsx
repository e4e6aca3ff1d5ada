import { useFormat } from "../i18n/use-format.ts";
import "./count-list.css";

/** Counts side by side, each under its title. */
export function CountList({
  counts,
}: {
  readonly counts: readonly (readonly [title: string, count: number])[];
}) {
  const format = useFormat();
  return (
    <dl className="count-list">
      {counts.map(([title, count]) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{format.count(count)}</dd>
        </div>
      ))}
    </dl>
  );
}
