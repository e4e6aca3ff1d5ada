import type { CatalogueEntry } from "./error-kinds.ts";

/** The errors about background jobs by public code. */
export const jobErrors = {
  job_not_found: { kind: "not_found", sentence: "No job has this id here." },
  job_finished: {
    kind: "conflict",
    sentence: (state: string) =>
      `The job has ended: its state is ${state}. Only a pending or running job can be cancelled.`,
  },
} as const satisfies Record<string, CatalogueEntry>;
