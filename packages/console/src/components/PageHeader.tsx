import type { ReactNode } from "react";
import { useTitle } from "../hooks/use-title.ts";

interface PageHeaderProps {
  /** The heading in words, also the title of the document. */
  readonly title: string;
  /** The heading as it is shown, when it is more than text. */
  readonly heading?: ReactNode;
  /** What qualifies the heading, on the same line. */
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
}

export function PageHeader({ title, heading = title, note, actions }: PageHeaderProps) {
  useTitle(title);
  return (
    <header className="page-header">
      <div className="page-heading">
        <h1 tabIndex={-1}>{heading}</h1>
        {note}
      </div>
      {actions !== undefined && <div className="page-actions">{actions}</div>}
    </header>
  );
}
