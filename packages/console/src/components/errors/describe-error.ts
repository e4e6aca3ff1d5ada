import { WhoselineError } from "@whoseline/sdk";
import type { Text } from "../../i18n/use-text.ts";

export interface FieldError {
  readonly field: string;
  readonly detail: string;
}

export interface ErrorDescription {
  /** What failed, in the language of the page. */
  readonly title: string;
  /** What the server reported, in English. */
  readonly cause: string;
  readonly remedy: string;
  readonly fields: readonly FieldError[];
  readonly code: string | undefined;
  readonly requestId: string | undefined;
}

/** Describes an error for a person: the fields, the cause, the remedy and the request ID. */
export function describeError(t: Text, error: unknown): ErrorDescription {
  if (!(error instanceof WhoselineError))
    return {
      title: t("The page failed"),
      cause: error instanceof Error ? error.message : String(error),
      remedy: t("Reload the page. If the error persists, report it to the operator."),
      fields: [],
      code: undefined,
      requestId: undefined,
    };
  return {
    title: titleOf(t, error),
    cause: error.problem?.detail ?? error.message,
    remedy: remedyOf(t, error),
    fields: (error.problem?.errors ?? []).map(({ pointer, detail }) => ({
      field: fieldName(pointer),
      detail,
    })),
    code: error.code,
    requestId: error.requestId,
  };
}

/** `#/owner/email` is the field `email`. */
const fieldName = (pointer: string): string => pointer.split("/").at(-1) ?? pointer;

function titleOf(t: Text, { status, code }: WhoselineError): string {
  if (code === "connection_failed" || code === "timeout") return t("The server cannot be reached");
  if (status === 401) return t("You are not signed in");
  if (status === 403) return t("You may not do this");
  if (status === 404 || status === 410) return t("The record does not exist");
  if (status === 409) return t("The present state does not allow this");
  if (status === 412) return t("Somebody else changed this meanwhile");
  if (status === 422 || status === 400) return t("Some values cannot be used");
  if (status === 429) return t("Too many requests");
  return t("The server failed");
}

function remedyOf(t: Text, { status, code }: WhoselineError): string {
  if (code === "connection_failed" || code === "timeout")
    return t("Check the connection, then try again. A change that was sent is not made twice.");
  if (status === 401) return t("Sign in again.");
  if (status === 403) return t("Ask an administrator of the organization.");
  if (status === 404 || status === 410) return t("Go back to the list and search for it.");
  if (status === 409) return t("Look at the present state, then choose another action.");
  if (status === 412) return t("Compare both versions, then decide.");
  if (status === 422 || status === 400) return t("Correct the values, then send again.");
  if (status === 429) return t("Wait a moment, then try again.");
  return t("Try again later. If the error persists, report the request ID to the operator.");
}
