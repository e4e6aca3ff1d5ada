import { acceptedFates, type BatchItem, batchItemsMax, type Refusal } from "../../core/kernel/batch.ts";
import { HttpError, validationFailed } from "../../http/errors.ts";
import {
  component,
  flag,
  id,
  oneOf,
  optional,
  type Static,
  type TSchema,
  Type,
} from "../../http/mounting/schema.ts";
import { compileSchema, type SchemaFailure, toFieldErrors } from "../../http/mounting/validation.ts";
import { sentenceOf } from "./errors.ts";
import { strict } from "./input.ts";

/** The body of a batch. Its items are validated one by one by `itemReader`, so that a malformed one refuses only itself. */
export const batchBody = (item: TSchema, name: string) =>
  strict(
    {
      items: Type.Array(Type.Unsafe<unknown>({ "x-published": item }), {
        minItems: 1,
        maxItems: batchItemsMax,
        "x-expected": `a list of 1 to ${batchItemsMax} items`,
      }),
      dryRun: optional(flag({ description: "Returns the fate of every item and changes nothing." })),
    },
    component(name),
  );

/** Returns the function that reads the items of a batch: each as the input of an operation, or as refused. */
export function itemReader<Schema extends TSchema, Input>(
  schema: Schema,
  toInput: (item: Static<Schema>) => Input,
): (items: readonly unknown[]) => readonly BatchItem<Input>[] {
  const validate = compileSchema({ schema }) as { (item: unknown): boolean; errors?: SchemaFailure[] | null };
  const read = (item: unknown): BatchItem<Input> => {
    try {
      if (!validate(item)) throw validationFailed(...toFieldErrors(validate.errors ?? [], "body"));
      return { input: toInput(item as Static<Schema>) };
    } catch (error) {
      if (error instanceof HttpError) return toRefusal(error);
      throw error;
    }
  };
  return (items) => items.map(read);
}

const toRefusal = ({ code, message, fields }: HttpError): Refusal => ({
  fate: "refused",
  code,
  sentence: fields.length > 0 ? fields.map(({ detail }) => detail).join("; ") : message,
  fields: fields.map(({ name, pointer, detail }) => ({
    pointer: pointer ?? `/${name.replaceAll(".", "/")}`,
    sentence: detail,
  })),
});

const fates = [...acceptedFates, "refused"] as const;
const count = () => Type.Integer({ minimum: 0 });
const fateFields = {
  index: Type.Integer({ description: "The position of the item in the request, from 0." }),
  fate: oneOf(fates, {
    ...component(
      "BatchFate",
      "`create`: the record was added. `change`: it existed with other values, and was changed. `same`: it existed like this. `refused`: nothing was done for this item.",
    ),
  }),
  id: optional(
    id({ description: "Of the record; absent from a refused item and from what a dry run would create." }),
  ),
  code: optional(Type.String({ description: "With `refused`: the code of the error." })),
  detail: optional(Type.String({ description: "With `refused`: what is wrong, and what would be right." })),
  errors: optional(
    Type.Array(Type.Object({ pointer: Type.String(), detail: Type.String() }), {
      description: "With `refused`: the invalid fields, with JSON pointers into the body.",
    }),
  ),
};

/** The result of a batch, with further fields in each accepted item. */
export const batchResult = (name: string, more: Record<string, TSchema> = {}) =>
  Type.Object(
    {
      dryRun: Type.Boolean(),
      counts: Type.Object({ create: count(), change: count(), same: count(), refused: count() }),
      items: Type.Array(Type.Object({ ...fateFields, ...more }, component(`${name}Item`)), {
        description: "One for each item of the request, in the same order.",
      }),
    },
    component(`${name}Result`),
  );

interface Accepted {
  readonly fate: (typeof acceptedFates)[number];
  readonly id: string;
}

/** `more` returns the further fields of an accepted item. */
export function toBatchResult<Fate extends Accepted>(
  results: readonly (Fate | Refusal)[],
  dryRun: boolean,
  more: (fate: Fate, index: number) => object = () => ({}),
) {
  const counted = (fate: string) => results.filter((result) => result.fate === fate).length;
  return {
    dryRun,
    counts: Object.fromEntries(fates.map((fate) => [fate, counted(fate)])),
    items: results.map((result, index) =>
      isRefused(result)
        ? toRefusedItem(result, index)
        : { index, ...toAcceptedItem(result, dryRun), ...more(result, index) },
    ),
  };
}

const isRefused = (result: Accepted | Refusal): result is Refusal => result.fate === "refused";

const toAcceptedItem = ({ fate, id: recordId }: Accepted, dryRun: boolean) => ({
  fate,
  ...(!(dryRun && fate === "create") && { id: recordId }),
});

const toRefusedItem = ({ fate, code, sentence, fields }: Refusal, index: number) => ({
  index,
  fate,
  code,
  detail:
    fields.length > 0 ? fields.map((field) => `${field.sentence}.`).join(" ") : sentenceOf(code, sentence),
  ...(fields.length > 0 && {
    errors: fields.map((field) => ({
      pointer: `#/items/${index}${field.pointer}`,
      detail: `${field.sentence}.`,
    })),
  }),
});
