import type { ToolAnnotations } from "@modelcontextprotocol/server";
import { type Static, type TObject, type TProperties, Type } from "typebox";
import type { NativeApi } from "./native-api.ts";

/** A task that an agent can ask for. Tools read, or they make and apply plans: nothing else changes anything. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: TObject;
  readonly annotations: ToolAnnotations;
  /** Whether only callers who may change something are shown it. */
  readonly changes: boolean;
  run(api: NativeApi, input: unknown): Promise<ToolAnswer>;
}

export interface ToolAnswer {
  /** What the server states, with ids and counts only. */
  readonly summary: string;
  /** Names, labels, reasons and other texts of users stand only here. */
  readonly data: object;
  /** For the next call, when there is more. */
  readonly nextCursor?: string | null | undefined;
}

interface Definition<Input extends TProperties> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: Input;
  readonly annotations: ToolAnnotations;
  readonly changes?: true;
  run(api: NativeApi, input: Static<TObject<Input>>): Promise<ToolAnswer>;
}

/** The protocol's client has checked the input against its schema when `run` is called. */
export const defineTool = <const Input extends TProperties>(definition: Definition<Input>): Tool => ({
  ...definition,
  changes: definition.changes ?? false,
  input: Type.Object(definition.input, { additionalProperties: false }),
  run: (api, input) => definition.run(api, input as Static<TObject<Input>>),
});

export const readsOnly: ToolAnnotations = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};
/** A plan is stored, and changes no number and no user. */
export const plansOnly: ToolAnnotations = { ...readsOnly, readOnlyHint: false, idempotentHint: false };
/** A repeated call changes nothing more. */
export const changesData: ToolAnnotations = { ...readsOnly, readOnlyHint: false, destructiveHint: true };

const text = (description: string) => Type.String({ description, maxLength: 254 });
export const number = text("The id of a number, or its line like +14165550102.");
export const user = (description = "A user by id, @username or e-mail address.") => text(description);
export const planId = Type.String({ pattern: "^[0-9a-f]{24}$", description: "The planId of the plan." });
export const cursor = Type.Optional(
  Type.String({ description: "The nextCursor of the previous answer.", maxLength: 1000 }),
);
export const limit = (max: number) =>
  Type.Optional(Type.Integer({ minimum: 1, maximum: max, description: `At most ${max}, the default.` }));
export const reason = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 500,
    description: "Why; kept in the history. It overrides cooling and reservations.",
  }),
);
