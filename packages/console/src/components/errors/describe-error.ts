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
    ...adviceOf(t, error),
    cause: error.problem?.detail ?? error.message,
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

/** What failed, and what a person can do about it. */
function adviceOf(t: Text, { status, code }: WhoselineError): Pick<ErrorDescription, "title" | "remedy"> {
  if (code === "connection_failed" || code === "timeout")
    return {
      title: t("The server cannot be reached"),
      remedy: t("Check the connection, then try again. A change that was sent is not made twice."),
    };
  if (status === 401) return { title: t("You are not signed in"), remedy: t("Sign in again.") };
  if (status === 403)
    return { title: t("You may not do this"), remedy: t("Ask an administrator of the organization.") };
  if (status === 404 || status === 410)
    return { title: t("The record does not exist"), remedy: t("Go back to the list and search for it.") };
  if (status === 409)
    return {
      title: t("The present state does not allow this"),
      remedy: t("Look at the present state, then choose another action."),
    };
  if (status === 412)
    return {
      title: t("Somebody else changed this meanwhile"),
      remedy: t("Compare both versions, then decide."),
    };
  if (status === 422 || status === 400)
    return { title: t("Some values cannot be used"), remedy: t("Correct the values, then send again.") };
  if (status === 429) return { title: t("Too many requests"), remedy: t("Wait a moment, then try again.") };
  return {
    title: t("The server failed"),
    remedy: t("Try again later. If the error persists, report the request ID to the operator."),
  };
}
