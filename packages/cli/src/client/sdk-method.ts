import type { RequestOptions, Whoseline, WithResponse } from "@whoseline/sdk";

/** A method of the SDK, by the operation that it calls. */
export type SdkMethod = (values: object, options?: object) => SdkCall;

interface SdkCall extends AsyncIterable<unknown> {
  withResponse(): Promise<WithResponse<unknown>>;
  pages(): AsyncIterable<unknown>;
  readonly position?: string | undefined;
}

export type CallOptions = RequestOptions;

/** Finds the method of the client that calls an operation. */
export function sdkMethod(client: Whoseline, operation: string): SdkMethod {
  const found = find(client, operation);
  if (found === undefined) throw new Error(`The SDK has no method for ${operation}.`);
  return found;
}

function find(value: object, operation: string): SdkMethod | undefined {
  if ("operation" in value)
    return (value.operation as { id: string }).id === operation ? (value as unknown as SdkMethod) : undefined;
  for (const inner of Object.values(value)) {
    const isGroup = (typeof inner === "object" && inner !== null) || typeof inner === "function";
    const method = isGroup ? find(inner, operation) : undefined;
    if (method !== undefined) return method;
  }
  return undefined;
}
