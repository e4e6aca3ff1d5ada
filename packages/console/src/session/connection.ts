import { sharedValue } from "../hooks/shared-value.ts";

/** Whether requests fail at present and are repeated. */
export type Connection = "connected" | "retrying";

const connection = sharedValue<Connection>("connected");

export const reportRetry = (): void => connection.set("retrying");
export const reportSuccess = (): void => connection.set("connected");

export const useConnection = connection.use;
