import { infiniteQueryOptions } from "@tanstack/react-query";
import { client } from "../session/client.ts";

export const organizationPagesQuery = () =>
  infiniteQueryOptions({
    queryKey: ["organizations"],
    queryFn: async ({ signal, pageParam }) =>
      (await client.organizations.list({ cursor: pageParam, limit: 100 }, { signal }).withResponse()).data,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
