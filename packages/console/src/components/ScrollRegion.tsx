import type { ReactNode } from "react";

/** A wide table that scrolls sideways on a narrow screen, also with the keyboard. */
export const ScrollRegion = ({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ReactNode;
}) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: without focus the keyboard cannot scroll it
  <div className="table-scroll" role="group" aria-label={label} tabIndex={0}>
    {children}
  </div>
);
