import type { UserKind } from "../../model.ts";
import { invalidArguments } from "../kernel/errors.ts";

interface FieldsOfPersons {
  readonly email?: string | null | undefined;
  readonly externalId?: string | null | undefined;
  readonly endpoints?: readonly string[] | undefined;
}

/** Throws when a service user would get an e-mail address, an external id or endpoints. */
export function requireFieldsOfKind(
  kind: UserKind,
  { email, externalId, endpoints = [] }: FieldsOfPersons,
): void {
  if (kind === "person") return;
  const given = [
    ...(email == null ? [] : ["email"]),
    ...(externalId == null ? [] : ["externalId"]),
    ...(endpoints.length > 0 ? ["endpoints"] : []),
  ];
  if (given.length === 0) return;
  throw invalidArguments(
    ...given.map((argument) => ({
      argument,
      rule: "mismatch" as const,
      problem: "must be omitted for a service user: only a person signs in and can be reached",
    })),
  );
}

/** Throws when a person has no e-mail address. */
export function requireEmailOfPerson(kind: UserKind, email: string | null | undefined): void {
  if (kind === "person" && email == null)
    throw invalidArguments({ argument: "email", rule: "required", problem: "is required for a person" });
}
