import type { FastifyInstance } from "fastify";
import { cancelJob, cancelPlatformJob } from "../../core/jobs/cancel-job.ts";
import { getJob, getPlatformJob, listJobs, listPlatformJobs } from "../../core/jobs/read-jobs.ts";
import { optional } from "../../http/mounting/schema.ts";
import { pageFields, strict, toPage } from "./input.ts";
import { jobKind, jobSchema, jobState, toJob } from "./job-wire.ts";
import { job, organization, platformJob } from "./path-params.ts";
import { ok, route } from "./route.ts";
import { pageSchema, toList } from "./wire.ts";

const tag = "Jobs";
const listQuery = strict({
  kind: optional(jobKind()),
  state: optional(jobState()),
  ...pageFields,
});
const page = pageSchema("JobPage", jobSchema);
const cancelDescription =
  "The job commits nothing more. What it has committed stays. A job that has ended cannot be cancelled: the response is 409.";

export function jobRoutes(scope: FastifyInstance): void {
  addListRoute(scope);
  addGetRoute(scope);
  addCancelRoute(scope);
  addListPlatformRoute(scope);
  addGetPlatformRoute(scope);
  addCancelPlatformRoute(scope);
}

function addListRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/jobs",
      permission: "jobs:read",
      operation: "listJobs",
      tag,
      summary: "List the background jobs of an organization",
      description: "In the order of creation. A job is kept for 30 days after its end.",
      params: { organization },
      query: listQuery,
      response: ok(page, "A page of jobs."),
    },
    async ({ context, query: { kind, state, ...query } }) =>
      toList(await listJobs(context, { kind, state }, toPage(query)), toJob),
  );
}

function addGetRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/jobs/:job",
      permission: "jobs:read",
      operation: "getJob",
      tag,
      summary: "Get a background job",
      description: "Its state, progress and last error. While it is open, ask again after a second or more.",
      params: { organization, job },
      response: ok(jobSchema, "The job."),
    },
    async ({ context, params }) => toJob(await getJob(context, params.job)),
  );
}

function addCancelRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/organizations/:organization/jobs/:job/cancel",
      permission: "jobs:write",
      operation: "cancelJob",
      tag,
      summary: "Cancel a background job",
      description: cancelDescription,
      params: { organization, job },
      config: { ignoresBody: true },
      response: ok(jobSchema, "The job, cancelled."),
      errors: [409],
    },
    async ({ context, params }) => toJob(await cancelJob(context, params.job)),
  );
}

function addListPlatformRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/jobs",
      permission: "platformJobs:read",
      operation: "listPlatformJobs",
      tag,
      summary: "List the background jobs of the platform",
      description:
        "For superadmins. In the order of creation, without those of organizations. A job is kept for 30 days after its end.",
      params: {},
      query: listQuery,
      response: ok(page, "A page of jobs."),
    },
    async ({ context, query: { kind, state, ...query } }) =>
      toList(await listPlatformJobs(context, { kind, state }, toPage(query)), toJob),
  );
}

function addGetPlatformRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/jobs/:platformJob",
      permission: "platformJobs:read",
      operation: "getPlatformJob",
      tag,
      summary: "Get a background job of the platform",
      description: "For superadmins.",
      params: { platformJob },
      response: ok(jobSchema, "The job."),
    },
    async ({ context, params }) => toJob(await getPlatformJob(context, params.platformJob)),
  );
}

function addCancelPlatformRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/jobs/:platformJob/cancel",
      permission: "platformJobs:write",
      operation: "cancelPlatformJob",
      tag,
      summary: "Cancel a background job of the platform",
      description: `For superadmins. ${cancelDescription}`,
      params: { platformJob },
      config: { ignoresBody: true },
      response: ok(jobSchema, "The job, cancelled."),
      errors: [409],
    },
    async ({ context, params }) => toJob(await cancelPlatformJob(context, params.platformJob)),
  );
}
