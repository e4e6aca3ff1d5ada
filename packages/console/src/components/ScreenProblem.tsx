import type { ReactNode } from "react";
import { ErrorNotice } from "./errors/ErrorNotice.tsx";
import { PageHeader } from "./PageHeader.tsx";

interface ScreenProblemProps {
  readonly title: string;
  readonly error: Error;
  /** What can be shown all the same, and the way back to the list. */
  readonly children: ReactNode;
}

/** A screen whose record cannot be read. */
export const ScreenProblem = ({ title, error, children }: ScreenProblemProps) => (
  <div className="screen">
    <PageHeader title={title} />
    <ErrorNotice error={error} />
    {children}
  </div>
);
