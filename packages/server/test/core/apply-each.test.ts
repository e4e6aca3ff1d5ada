import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyEach, isRefusal } from "../../src/core/kernel/batch.ts";
import { userNotFound } from "../../src/core/kernel/errors.ts";
import { mutate } from "../../src/core/kernel/mutate.ts";
import type { UnitOfWork } from "../../src/core/kernel/unit-of-work.ts";
import type { GroupId } from "../../src/model.ts";
import { engineNames } from "../helpers/engines.ts";
import { platformContext } from "../helpers/import-files.ts";
import { useTestContext } from "../helpers/test-context.ts";

/** What an item does before it ends, and whether it is then refused. */
interface Item {
  readonly changes: boolean;
  readonly isRefused: boolean;
}

const items = fc.array(fc.record({ changes: fc.boolean(), isRefused: fc.boolean() }), { maxLength: 8 });

describe.each(engineNames)("on %s", (engine) => {
  const it = useTestContext(engine);

  test("applyEach keeps the changes, events and effects of accepted items only", async () => {
    const context = await platformContext(it.app, it.acme.id);
    const addGroup = async ({ tx, at, record }: UnitOfWork, name: string) => {
      const id = context.services.createId<GroupId>();
      await tx.groups.create({ id, name, createdAt: at });
      record({ kind: "group.created", subjectId: id, before: null, after: { id, name } });
    };
    let run = 0;
    await fc.assert(
      fc.asyncProperty(items, async (all) => {
        run += 1;
        const nameOf = (item: Item) => `run ${run}, item ${all.indexOf(item)}`;
        const effects: string[] = [];
        const { fates } = await mutate(context, { permission: "groups:write" }, async (unitOfWork) => ({
          fates: await applyEach(unitOfWork, all, {
            async apply(part, item) {
              if (item.changes) await addGroup(part, nameOf(item));
              part.afterCommit(() => effects.push(nameOf(item)));
              if (item.isRefused) throw userNotFound();
              return "accepted";
            },
            refuse(error) {
              if (!isRefusal(error)) throw error;
              return "refused";
            },
          }),
        }));
        expect(fates).toEqual(all.map(({ isRefused }) => (isRefused ? "refused" : "accepted")));
        const accepted = all.filter(({ isRefused }) => !isRefused);
        expect(effects).toEqual(accepted.map(nameOf));
        const changed = accepted.filter(({ changes }) => changes).map(nameOf);
        const { items: groups } = (await it.admin.get("/groups?limit=200")).json;
        const ofRun = groups.map(({ name }: { name: string }) => name);
        expect(ofRun.filter((name: string) => name.startsWith(`run ${run},`))).toEqual(changed);
        const { items: events } = (await it.admin.get(`/events?limit=200&after=${await lastBefore()}`)).json;
        expect(events.map(({ after }: { after: { name: string } }) => after.name)).toEqual(changed);
      }),
      { numRuns: 40 },
    );

    async function lastBefore(): Promise<number> {
      const { head } = (await it.admin.get("/events?limit=1")).json;
      const { items: groups } = (await it.admin.get("/groups?limit=200")).json;
      return head - groups.filter(({ name }: { name: string }) => name.startsWith(`run ${run},`)).length;
    }
  });
});
