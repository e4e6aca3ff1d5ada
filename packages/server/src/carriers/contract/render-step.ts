import type { CallStep, CarrierCall } from "../../core/telephony/call.ts";
import type { CarrierCredentials } from "../../core/telephony/carrier-client.ts";

/** The content of a document for each step. */
export type StepRenderers = {
  readonly [Kind in CallStep["kind"]]: (
    step: Extract<CallStep, { kind: Kind }>,
    call: CarrierCall,
    credentials: CarrierCredentials,
  ) => string;
};

export function renderStep(
  renderers: StepRenderers,
  step: CallStep,
  call: CarrierCall,
  credentials: CarrierCredentials,
): string {
  // The type of a renderer follows from the step's kind, which the compiler cannot tell for a union.
  const render = renderers[step.kind] as (...values: readonly unknown[]) => string;
  return render(step, call, credentials);
}
