import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { NotFound } from "./components/NotFound.tsx";
import { ScreenError } from "./components/ScreenError.tsx";
import { ScreenLoading } from "./components/ScreenLoading.tsx";
import { parseSearch, stringifySearch } from "./hooks/search-params.ts";
import { queryClient } from "./query-client.ts";
import { callerQuery } from "./session/caller.ts";
import { isSessionError, setSessionEnded } from "./session/session-end.ts";
import { Shell } from "./shell/Shell.tsx";

const rootRoute = createRootRoute({ component: Outlet });

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  component: lazyRouteComponent(() => import("./screens/sign-in/SignInScreen.tsx"), "SignInScreen"),
});

const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "signed-in",
  component: Shell,
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(callerQuery);
    } catch (error) {
      if (!isSessionError(error)) throw error;
      setSessionEnded(false);
      throw redirect({ to: "/sign-in", search: { next: location.href } });
    }
  },
});

const startRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/",
  beforeLoad: async () => {
    const { organization } = await queryClient.ensureQueryData(callerQuery);
    throw organization === null
      ? redirect({ to: "/organizations" })
      : redirect({ to: "/o/$organization", params: { organization: organization.slug } });
  },
});

const organizationsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/organizations",
  component: lazyRouteComponent(
    () => import("./screens/organizations/OrganizationsScreen.tsx"),
    "OrganizationsScreen",
  ),
});

const organizationRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/o/$organization",
  component: Outlet,
});

const homeRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/",
  component: lazyRouteComponent(() => import("./screens/home/HomeScreen.tsx"), "HomeScreen"),
});

const numbersRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/numbers",
  component: lazyRouteComponent(() => import("./screens/numbers/NumbersScreen.tsx"), "NumbersScreen"),
});

const numberRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/numbers/$number",
  component: lazyRouteComponent(() => import("./screens/number/NumberScreen.tsx"), "NumberScreen"),
});

const settingsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/settings",
  component: lazyRouteComponent(() => import("./screens/settings/SettingsScreen.tsx"), "SettingsScreen"),
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  signedInRoute.addChildren([
    startRoute,
    organizationsRoute,
    settingsRoute,
    organizationRoute.addChildren([homeRoute, numbersRoute, numberRoute]),
  ]),
]);

export const router = createRouter({
  routeTree,
  basepath: "/console",
  parseSearch,
  stringifySearch,
  scrollRestoration: true,
  defaultPreload: "intent",
  defaultPendingComponent: ScreenLoading,
  defaultErrorComponent: ScreenError,
  defaultNotFoundComponent: NotFound,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
