import { Type } from "typebox";

/** A name or an address without brackets, as the host of a URL. */
const host = "[0-9a-z_.-]+|[0-9a-f:.]+";

export const outboundSettings = {
  WHOSELINE_OUTBOUND_HOSTS: {
    schema: Type.String({ pattern: `^(${host})(,(${host}))*$` }),
    expected: "host names and addresses in lower case, separated by commas, such as hooks.internal,127.0.0.1",
  },
};

type Get = (name: keyof typeof outboundSettings) => string | undefined;

export const toOutboundHosts = (get: Get): readonly string[] | undefined =>
  get("WHOSELINE_OUTBOUND_HOSTS")?.split(",");
