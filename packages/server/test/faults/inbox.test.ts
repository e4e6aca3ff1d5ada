import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accountsOfOrganization } from "../../src/core/carrier-accounts/account-owner.ts";
import { createCarrierAccount } from "../../src/core/carrier-accounts/carrier-accounts.ts";
import { IppanelInbox } from "../helpers/carriers/ippanel.ts";
import { openTableReader, type TableReader } from "../helpers/table-reader.ts";
import { useTestContext } from "../helpers/test-context.ts";
import { typedId } from "../helpers/typed-id.ts";
import { FaultPlan, nameOf } from "./faults.ts";
import { sqliteFailing, sqliteFaults } from "./sqlite-faults.ts";

// A message that is not recorded must be read again, and one that is must not be recorded twice.

const context = useTestContext("sqlite");
const plan = new FaultPlan();
const inbox = new IppanelInbox();
let restore = () => {};
let reader: TableReader;
beforeAll(async () => {
  await inbox.simulator.start();
  reader = openTableReader(context.app.database);
});
afterAll(async () => {
  restore();
  await reader.close();
  await inbox.simulator.close();
});

/** More than a turn asks the database; a turn without a fault ends the search. */
const pointsMax = 100;

describe("records every message of an inbox once", () => {
  test.each(sqliteFaults.map((fault) => [nameOf(fault), fault] as const))(
    "although the database fails at any point: %s",
    async (_, fault) => {
      const { app, acme } = context;
      const principal = await app.installation.authenticateKey(acme.admin.key);
      const call = { dialect: "native", requestId: "test" } as const;
      const owner = accountsOfOrganization(app.installation.as(principal, typedId(acme.id), call));
      const { id } = await createCarrierAccount(owner, {
        provider: "ippanel",
        name: "Panel",
        publicUrl: "https://edge.acme.example",
        apiUrl: inbox.url,
        secrets: { token: inbox.token },
      });
      const poller = app.installation.createInboxPoller({});
      await poller.pollDue();
      let sent = 0;
      restore = sqliteFailing(plan);
      for (let point = 1; point <= pointsMax; point += 1) {
        inbox.receive(acme.ippanel.line, `text ${sent}`);
        sent += 1;
        app.clock.now += 20 * 60_000;
        plan.arm(point, fault);
        await poller.pollDue();
        const isMet = plan.disarm();
        app.clock.now += 20 * 60_000;
        await poller.pollDue();
        if (!isMet) break;
      }
      restore();
      expect(sent).toBeGreaterThan(5);
      expect(sent).toBeLessThan(pointsMax);
      expect(await reader.rows("received_messages", `organization_id = '${acme.id}'`)).toHaveLength(sent);
      const [row] = await reader.rows("carrier_inboxes", `account_id = '${id}'`);
      expect(row).toMatchObject({ failures: 0, last_message_id: inbox.messages.at(-1)?.messages_inbox_id });
    },
  );
});
