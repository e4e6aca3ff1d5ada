import type { PlanAges } from "../contract/platform.ts";
import type { Sql } from "../sql.ts";

const oldPlans = "p.planned_at < $2 or (p.planned_at < $1 and p.status in ('planning', 'planned'))";

export async function deleteOldPlans(tx: Sql, of: PlanAges, countMax: number): Promise<number> {
  const { openBefore, madeBefore } = of;
  const items = await tx.run(
    `delete from plan_items where (organization_id, plan_id, position) in
       (select i.organization_id, i.plan_id, i.position from plan_items i
        join plans p on p.organization_id = i.organization_id and p.id = i.plan_id
        where ${oldPlans} limit $3)`,
    openBefore,
    madeBefore,
    countMax,
  );
  if (items === countMax) return items;
  const plans = await tx.run(
    `delete from plans where (organization_id, id) in
       (select p.organization_id, p.id from plans p where ${oldPlans} limit $3)`,
    openBefore,
    madeBefore,
    countMax - items,
  );
  return items + plans;
}
