import { component, id, instant, nullable, oneOf, Type, toIso } from "../../http/mounting/schema.ts";
import { type Job, jobKinds, jobStates } from "../../model.ts";
import { toIsoOrNull } from "./wire.ts";

export const jobKind = () => oneOf(jobKinds, component("JobKind", "What a job does."));
export const jobState = () =>
  oneOf(
    jobStates,
    component(
      "JobState",
      "`pending`: it will run, or run again, when it is due and a worker is free. `succeeded`, `failed` and `cancelled` are final.",
    ),
  );

export const progressSchema = Type.Object(
  {
    done: Type.Integer({ description: "What is committed." }),
    total: nullable(Type.Integer(), { description: "Null while it is not known." }),
  },
  component("JobProgress"),
);

export const jobSchema = Type.Object(
  {
    id: id(),
    kind: jobKind(),
    state: jobState(),
    progress: progressSchema,
    attempts: Type.Integer({ description: "Attempts since the job last made progress." }),
    dueAt: nullable(instant(), { description: "When a pending job can run." }),
    lastError: nullable(Type.String(), { description: "Why the last attempt failed." }),
    createdBy: nullable(id(), {
      description: "The user for whom the job acts. Null for a job of the server.",
    }),
    createdAt: instant(),
    firstRunAt: nullable(instant(), { description: "When the first attempt began." }),
    completedAt: nullable(instant()),
  },
  component("Job", "Background work of an organization or of the platform."),
);

export const toJob = (it: Job) => ({
  id: it.id,
  kind: it.kind,
  state: it.state,
  progress: it.progress,
  attempts: it.attempts,
  dueAt: toIsoOrNull(it.dueAt),
  lastError: it.lastError,
  createdBy: it.creator?.userId ?? null,
  createdAt: toIso(it.createdAt),
  firstRunAt: toIsoOrNull(it.firstRunAt),
  completedAt: toIsoOrNull(it.completedAt),
});
