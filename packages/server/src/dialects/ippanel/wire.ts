import { component, nullable, optional, Type } from "../../http/mounting/schema.ts";
import { type NumberWithState, type Page, providers } from "../../model.ts";

// The envelope of every response: https://docs.ippanel.com, "Unassign Number"

const metaFields = {
  status: Type.Boolean(),
  message: Type.String(),
  message_parameters: Type.Array(Type.String()),
  message_code: Type.String(),
};

export const successSchema = Type.Object(
  { data: Type.Null(), meta: Type.Object(metaFields) },
  component("SuccessResponse"),
);
export const success = (message: string) => ({
  data: null,
  meta: { status: true, message, message_parameters: [], message_code: "200-1" },
});

export const failureSchema = Type.Object(
  {
    data: Type.Null(),
    meta: Type.Object({
      ...metaFields,
      errors: Type.Record(Type.String(), Type.Array(Type.String()), {
        description: "The messages for each invalid field.",
      }),
    }),
  },
  component("ErrorResponse"),
);
export const failure = (message: string, messageCode: string, errors: Record<string, readonly string[]>) => ({
  data: null,
  meta: { status: false, message, message_parameters: [], message_code: messageCode, errors },
});

export const numberSchema = Type.Object(
  {
    id: Type.Integer(),
    number: Type.String(),
    operator_id: Type.Integer(),
    alias: nullable(Type.String()),
    gets: Type.Integer({ description: "1 when a user receives the number's messages, else 0." }),
    is_66_char: Type.Integer(),
  },
  component("Number"),
);

export const toNumber = (it: NumberWithState) => ({
  id: it.serial,
  number: it.line,
  // The vendor's operators have numbers; ours are the positions in the model's list, which is append-only.
  operator_id: providers.indexOf(it.provider) + 1,
  alias: it.alias,
  gets: it.isInboundHeld ? 1 : 0,
  // A property of some Iranian sender lines that is not known here; the vendor's example has 0.
  is_66_char: 0,
});

export const listSchema = Type.Object(
  {
    data: Type.Array(numberSchema),
    meta: Type.Object({
      current_page: Type.Integer(),
      from: nullable(Type.Integer()),
      last_page: Type.Integer(),
      path: Type.String(),
      per_page: Type.Integer(),
      to: nullable(Type.Integer()),
      total: Type.Integer(),
      status: Type.Boolean(),
      message: Type.String(),
      message_code: Type.String(),
    }),
  },
  component("NumberList"),
);

export function toList(
  { items, total = 0 }: Page<NumberWithState>,
  page: { number: number; size: number },
  path: string,
  message: string,
) {
  const before = (page.number - 1) * page.size;
  const isEmpty = items.length === 0;
  return {
    data: items.map(toNumber),
    meta: {
      current_page: page.number,
      from: isEmpty ? null : before + 1,
      last_page: Math.max(1, Math.ceil(total / page.size)),
      path,
      per_page: page.size,
      to: isEmpty ? null : before + items.length,
      total,
      status: true,
      message,
      message_code: "200-1",
    },
  };
}

export const listQuery = Type.Object({
  page: optional(
    Type.Integer({ minimum: 1, maximum: 1_000_000_000, default: 1, description: "The page, from 1." }),
  ),
  per_page: optional(Type.Integer({ minimum: 1, maximum: 1000, default: 10, description: "The page size." })),
});
