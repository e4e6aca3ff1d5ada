import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Call, WithResponse } from "@whoseline/sdk";
import { describeError } from "../components/errors/describe-error.ts";
import { reportDone, reportFailure } from "../components/toasts/toast-manager.ts";
import { useOrganization } from "../hooks/use-organization.ts";
import { useText } from "../i18n/use-text.ts";
import { organizationKey } from "./keys.ts";

interface Change<Input, Result> {
  readonly send: (input: Input) => Call<Result>;
  /** The sentence of the toast, once the server has confirmed the change. */
  readonly done: (result: Result, input: Input) => string;
  /** Reverses exactly this change; absent for a change that cannot be undone. */
  readonly undo?: (response: WithResponse<Result>, input: Input) => Promise<unknown>;
  /** Called once the server has confirmed the change. */
  readonly onResult?: (result: Result) => void;
}

/** A change of the organization. It is shown as done only after the server has confirmed it. */
export function useChange<Input, Result>({ send, done, undo, onResult }: Change<Input, Result>) {
  const t = useText();
  const organization = useOrganization();
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries({ queryKey: organizationKey(organization) });
  const reverse = async (response: WithResponse<Result>, input: Input) => {
    try {
      await undo?.(response, input);
      reportDone(t("Undone."));
    } catch (error) {
      const { title, cause } = describeError(t, error);
      reportFailure(title, cause);
    }
    await refresh();
  };
  return useMutation({
    mutationFn: (input: Input) => send(input).withResponse(),
    onSuccess: async (response, input) => {
      const run = undo && { label: t("Undo (U)"), run: () => void reverse(response, input) };
      reportDone(done(response.data, input), run);
      onResult?.(response.data);
      await refresh();
    },
  });
}
