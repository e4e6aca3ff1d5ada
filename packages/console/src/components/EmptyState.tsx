import type { ReactNode } from "react";

/** What a list shows when it has no items: one sentence and one action. */
export const EmptyState = ({
  sentence,
  action,
}: {
  readonly sentence: string;
  readonly action?: ReactNode;
}) => (
  <div className="empty-state">
    <p>{sentence}</p>
    {action}
  </div>
);
