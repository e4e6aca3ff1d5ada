import type { Methods } from "../method.ts";

/** Background work of an organization. */
export const jobs = (methods: Methods) => ({
  /** List the background jobs of an organization. */
  list: methods.list("listJobs", "/organizations/{organization}/jobs"),
  /** Get a background job. */
  get: methods.get("getJob", "/organizations/{organization}/jobs/{job}"),
  /** Cancel a background job. */
  cancel: methods.act("cancelJob", "POST", "/organizations/{organization}/jobs/{job}/cancel"),
});

/** Background work of the platform. */
export const platformJobs = (methods: Methods) => ({
  /** List the background jobs of the platform. */
  list: methods.list("listPlatformJobs", "/jobs"),
  /** Get a background job of the platform. */
  get: methods.get("getPlatformJob", "/jobs/{platformJob}"),
  /** Cancel a background job of the platform. */
  cancel: methods.act("cancelPlatformJob", "POST", "/jobs/{platformJob}/cancel"),
});
