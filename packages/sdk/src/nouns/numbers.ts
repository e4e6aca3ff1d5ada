import type { Methods } from "../method.ts";

/** The phone numbers of an organization. */
export const numbers = (methods: Methods) => ({
  /** Add a number to the organization's inventory. */
  add: methods.send("addNumber", "POST", "/organizations/{organization}/numbers"),
  /** Add up to 200 numbers, with their first holders. */
  addMany: methods.send("addNumbers", "POST", "/organizations/{organization}/numbers:batch"),
  /** List the numbers. */
  list: methods.list("listNumbers", "/organizations/{organization}/numbers"),
  /** Export the numbers as one file. */
  export: methods.export("listNumbers", "/organizations/{organization}/numbers"),
  /** Get a number. */
  get: methods.get("getNumber", "/organizations/{organization}/numbers/{number}"),
  /** Update a number's alias or reservation, or correct its line. */
  update: methods.send("updateNumber", "PATCH", "/organizations/{organization}/numbers/{number}"),
  /** Release a number to the carrier. */
  release: methods.delete("releaseNumber", "/organizations/{organization}/numbers/{number}"),
  /** List the holders of a number. */
  holders: methods.list("listHolders", "/organizations/{organization}/numbers/{number}/holders"),
  /** List the assignment history of a number. */
  history: methods.list("getNumberHistory", "/organizations/{organization}/numbers/{number}/history"),
  /** List who held a number, from when until when. */
  timeline: methods.list("getNumberTimeline", "/organizations/{organization}/numbers/{number}/timeline"),
});

/** Which user holds which number, and how. */
export const assignments = (methods: Methods) => ({
  /** Assign a number or update the assignment (idempotent). */
  assign: methods.send("assign", "PUT", "/organizations/{organization}/numbers/{number}/holders/{user}"),
  /** Unassign a number from a user. */
  unassign: methods.delete("unassign", "/organizations/{organization}/numbers/{number}/holders/{user}"),
  /** Transfer a number from one user to another. */
  transfer: methods.send("transfer", "POST", "/organizations/{organization}/numbers/{number}/transfer"),
  /** List the assignments, now or at a past time. */
  list: methods.list("listAssignments", "/organizations/{organization}/assignments"),
  /** Export the assignments as one file. */
  export: methods.export("listAssignments", "/organizations/{organization}/assignments"),
});

/** Lookups for call routing. */
export const routes = (methods: Methods) => ({
  /** Look up who answers a line. */
  inbound: methods.get("routeInbound", "/routes/inbound"),
  /** Look up who answers each of up to 1000 lines. */
  inboundMany: methods.send("routeInboundMany", "POST", "/routes/inbound"),
  /** Look up the number that a user calls from. */
  outbound: methods.get("routeOutbound", "/routes/outbound"),
});

/** Copies of the database. */
export const backups = (methods: Methods) => ({
  /** Download a backup. */
  create: methods.download("createBackup", "POST", "/backup"),
});

/** Files with the columns of an import. */
export const importTemplates = (methods: Methods) => ({
  /** Download a template for an import. */
  get: methods.download("getImportTemplate", "GET", "/import-templates/{template}"),
});

/** Changes of one or many numbers that are shown before they are applied. */
export const plans = (methods: Methods) => ({
  /** Plan a change of one or many numbers. */
  create: methods.send("createPlan", "POST", "/organizations/{organization}/plans"),
  /** Get a plan, or what it did. */
  get: methods.get("getPlan", "/organizations/{organization}/plans/{plan}"),
  /** List what a plan does with each number. */
  items: methods.list("listPlanItems", "/organizations/{organization}/plans/{plan}/items"),
  /** Apply a plan exactly (idempotent). */
  apply: methods.send("applyPlan", "POST", "/organizations/{organization}/plans/{plan}/apply"),
  /** Undo a plan within 30 days (idempotent). */
  undo: methods.send("undoPlan", "POST", "/organizations/{organization}/plans/{plan}/undo"),
});
