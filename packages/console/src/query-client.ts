import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { reportSuccess } from "./session/connection.ts";
import { reportIfSessionEnded } from "./session/session-end.ts";

/** The SDK repeats requests itself; a query fails when it has given up. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: reportIfSessionEnded, onSuccess: reportSuccess }),
  mutationCache: new MutationCache({ onError: reportIfSessionEnded, onSuccess: reportSuccess }),
  defaultOptions: {
    queries: { retry: false, staleTime: 5000, networkMode: "always" },
    mutations: { retry: false, networkMode: "always" },
  },
});
