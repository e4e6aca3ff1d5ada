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

/** Files of numbers and users. */
export const imports = (methods: Methods) => ({
  /** Upload a file of numbers or users and find out what it would do. */
  create: methods.upload("createImport", "/organizations/{organization}/imports"),
  /** List the imports of an organization. */
  list: methods.list("listImports", "/organizations/{organization}/imports"),
  /** Get an import. */
  get: methods.get("getImport", "/organizations/{organization}/imports/{import}"),
  /** List what became of the rows of an import. */
  rows: methods.list("listImportRows", "/organizations/{organization}/imports/{import}/rows"),
  /** Apply an import. */
  apply: methods.act("applyImport", "POST", "/organizations/{organization}/imports/{import}/apply"),
  /** Undo an import. */
  undo: methods.act("undoImport", "POST", "/organizations/{organization}/imports/{import}/undo"),
  /** Cancel the job of an import. */
  cancel: methods.act("cancelImport", "POST", "/organizations/{organization}/imports/{import}/cancel"),
});
