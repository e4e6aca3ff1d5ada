/** Ids in the examples; the test that runs them replaces each by the id of a record that exists. */
export const exampleIds = {
  group: "019cb3ff9f005fb12e8a0010",
  emailBlock: "019cb3ff9f005fb12e8a000f",
  apiKey: "019cb4368d805fb12e8a0025",
  invitation: "019cb4368d805fb12e8a0028",
  session: "019cb4368d805fb12e8a0029",
  ownSession: "019cb4368d805fb12e8a002a",
  savedView: "019cb4368d805fb12e8a003f",
  routerKey: "019cb3ff9f005fb12e8a000d",
  superadminKey: "019cb4368d805fb12e8a002b",
  plan: "5be1c0a2f0d94f7e9a3c6b18",
  appliedPlan: "9d27e4b1c85a4f60b7d2e391",
  webhook: "019cb3ff9f005fb12e8a0099",
  offboarding: "019cb4368d805fb12e8a0022",
  importId: "019cb4368d805fb12e8c0001",
  job: "019cb4368d805fb12e8b0001",
  platformJob: "019cb4368d805fb12e8b0002",
} as const;
