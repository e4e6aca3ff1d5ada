import { stringify } from "csv-stringify/sync";
import { columnsOf } from "./columns.ts";
import type { ImportKind } from "./rows.ts";

/** A CSV file with every column and a few rows as examples. */
export const importTemplate = (kind: ImportKind): string =>
  stringify([...examples[kind]], { header: true, columns: [...columnsOf[kind]] });

const examples: Readonly<Record<ImportKind, readonly Readonly<Record<string, string>>[]>> = {
  numbers: [
    {
      ...{ provider: "twilio", line: "+12025550142", alias: "Front desk", holder: "ana.reyes@example.com" },
      ...{ isDefault: "true", isInboundEnabled: "true", isOutboundEnabled: "true", label: "Reception" },
    },
    {
      ...{ provider: "twilio", line: "+12025550143" },
      ...{ reservedFor: "sam.patel@example.com", reservedUntil: "2026-12-31T23:59:59Z" },
    },
    {
      ...{
        provider: "sinch",
        line: "72345",
        kind: "shortCode",
        country: "CA",
        alias: "Campaigns",
        holder: "@sam",
      },
      ...{ isDefault: "false", isInboundEnabled: "false", isOutboundEnabled: "true" },
    },
  ],
  users: [
    {
      ...{ email: "ana.reyes@example.com", name: "Ana Reyes", username: "ana", role: "admin" },
      ...{ groups: "Reception;Sales", endpoints: "client:ana sip:ana@pbx.example.com", kind: "person" },
    },
    {
      ...{ email: "sam.patel@example.com", name: "Sam Patel", username: "sam", role: "member" },
      ...{ externalId: "employee-102", endpoints: "tel:+12025550199", kind: "person" },
    },
  ],
};
