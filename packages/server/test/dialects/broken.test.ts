import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { startApp } from "../helpers/app.ts";
import { errorResponseViolations } from "../helpers/error-responses.ts";
import { uploads } from "../helpers/operations.ts";
import { startRequestVariants } from "../helpers/request-variants.ts";
import { until } from "../helpers/until.ts";

// Reads of every operation go through one of these tables, writes through all three.
test.each(["users", "organizations", "organization_heads"])(
  "without the table %s every operation succeeds or returns a 5xx without internals",
  async (table) => {
    const app = await startApp();
    const variants = await startRequestVariants(app);
    const database = new DatabaseSync(app.database);
    database.exec(`pragma legacy_alter_table = on; alter table ${table} rename to taken_away`);
    await until("no cached record hides that the table is missing", async () => {
      const group = variants.operations.find(({ name }) => name === "native createGroup");
      return group && (await variants.send(group, { what: "as it is" })).status === 500;
    });
    const faults: string[] = [];
    const statuses = new Set<number>();
    for (const operation of variants.operations) {
      const answer = await variants.send(operation, { what: "as it is", ...uploads[operation.name] });
      statuses.add(answer.status);
      if (answer.status < 400) continue;
      if (answer.status !== 500) faults.push(`${operation.name}: ${answer.status} ${answer.text}`);
      faults.push(
        ...errorResponseViolations(operation.dialect, answer).map((fault) => `${operation.name}: ${fault}`),
      );
    }
    expect(faults).toEqual([]);
    expect(statuses).toContain(500);
    expect(app.logged.join("")).toContain("no such table");
    database.close();
    await variants.database.close();
    await app.close();
  },
);
