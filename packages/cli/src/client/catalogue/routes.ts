import type { NounSpec } from "../command-spec.ts";

export const routes: NounSpec = {
  verbs: {
    inbound: {
      operation: "routeInbound",
      args: ["provider", "to"],
      examples: ["routes inbound twilio +14165550102", "routes inbound twilio +14165550102 --fresh"],
    },
    "inbound-many": {
      operation: "routeInboundMany",
      args: ["lines"],
      examples: ["routes inbound-many lines.ndjson", "routes inbound-many lines.json --output csv"],
      items: "items",
    },
    outbound: {
      operation: "routeOutbound",
      args: ["provider", "user"],
      examples: ["routes outbound twilio @ana", "routes outbound any ana@acme.example --to +16045550100"],
    },
  },
};
