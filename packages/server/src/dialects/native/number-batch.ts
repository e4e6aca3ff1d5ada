import type { FastifyInstance } from "fastify";
import { addNumbers, type NumberFate } from "../../core/inventory/add-numbers.ts";
import { lineWarnings } from "../../core/numbers/line-warnings.ts";
import { optional, type Static, Type } from "../../http/mounting/schema.ts";
import { newNumberBody, toInventoryNumber } from "./add-number.ts";
import { displacedSchema, toDisplaced } from "./assign-result.ts";
import { batchBody, batchResult, itemReader, toBatchResult } from "./batch.ts";
import { acceptFormerNames } from "./former-names.ts";
import { requireNewLine } from "./new-line.ts";
import { organization } from "./path-params.ts";
import { ok, route } from "./route.ts";

const readItems = itemReader(newNumberBody, (item: Static<typeof newNumberBody>) => {
  requireNewLine(item);
  return toInventoryNumber(item);
});

const result = batchResult("NumberBatch", {
  displaced: optional(
    Type.Array(displacedSchema, { description: "What the holder's assignment took from other assignments." }),
  ),
  warnings: optional(Type.Array(Type.String(), { description: "What looks wrong with the line." })),
});

export function addNumberBatchRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/organizations/:organization/numbers::batch",
      permission: "numbers:add",
      operation: "addNumbers",
      tag: "Numbers",
      summary: "Add up to 200 numbers, with their first holders",
      description:
        "For superadmins. Every item has its own fate: a refused one does not undo the others. A number that the organization has is changed where the item states another alias or another holder, so that a repeat is harmless. Each item sees the items before it.",
      params: { organization },
      body: batchBody(newNumberBody, "NumberBatch"),
      preValidation: acceptFormerNames({ userId: "user" }),
      response: ok(result, "The fate of every item."),
    },
    async ({ context, body }) => {
      const { dryRun = false } = body;
      const items = readItems(body.items);
      const fates = await addNumbers(context, items, dryRun);
      const warnings = await Promise.all(
        items.map((item) => ("fate" in item ? [] : lineWarnings(item.input.line))),
      );
      return toBatchResult(fates, dryRun, ({ displaced }: NumberFate, index) => ({
        displaced: displaced.map(toDisplaced),
        warnings: warnings[index],
      }));
    },
  );
}
