import type { NounSpec } from "../command-spec.ts";
import { exampleIds } from "./example-ids.ts";

const { job, platformJob } = exampleIds;

export const jobs: NounSpec = {
  verbs: {
    list: { operation: "listJobs", examples: ["jobs list", "jobs list --state failed --output json"] },
    get: { operation: "getJob", examples: [`jobs get ${job}`, `jobs get ${job} --output json`] },
    cancel: {
      operation: "cancelJob",
      confirm: "Cancel the job {job}?",
      examples: [`jobs cancel ${job} --dry-run`, `jobs cancel ${job} --yes`],
    },
  },
};

export const platformJobs: NounSpec = {
  verbs: {
    list: {
      operation: "listPlatformJobs",
      examples: ["platform-jobs list", "platform-jobs list --kind maintenance --output csv"],
    },
    get: {
      operation: "getPlatformJob",
      examples: [`platform-jobs get ${platformJob}`, `platform-jobs get ${platformJob} --output json`],
    },
    cancel: {
      operation: "cancelPlatformJob",
      confirm: "Cancel the job {platformJob}?",
      examples: [
        `platform-jobs cancel ${platformJob} --dry-run`,
        `platform-jobs cancel ${platformJob} --yes`,
      ],
    },
  },
};
