import { queryOptions } from "@tanstack/react-query";
import type { Provider } from "@whoseline/sdk";
import { client } from "../session/client.ts";
import { organizationKey } from "./keys.ts";

export const inboundRouteQuery = (organization: string, provider: Provider, to: string) =>
  queryOptions({
    queryKey: [...organizationKey(organization), "route", provider, to],
    queryFn: ({ signal }) => client.routes.inbound({ provider, to }, { signal }),
    staleTime: 0,
  });
