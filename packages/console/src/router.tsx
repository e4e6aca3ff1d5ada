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

const rootRoute = createRootRoute({
  component: Outlet,
  notFoundComponent: () => (
    <main>
      <NotFound />
    </main>
  ),
});

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

const usersRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/users",
  component: lazyRouteComponent(() => import("./screens/users/UsersScreen.tsx"), "UsersScreen"),
});

const userRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/users/$user",
  component: lazyRouteComponent(() => import("./screens/user/UserScreen.tsx"), "UserScreen"),
});

const offboardingRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/users/$user/offboarding",
  component: lazyRouteComponent(
    () => import("./screens/offboarding/OffboardingScreen.tsx"),
    "OffboardingScreen",
  ),
});

const offboardingsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/offboardings",
  component: lazyRouteComponent(
    () => import("./screens/offboardings/OffboardingsScreen.tsx"),
    "OffboardingsScreen",
  ),
});

const receiptRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/offboardings/$offboarding",
  component: lazyRouteComponent(
    () => import("./screens/offboardings/OffboardingReceipt.tsx"),
    "OffboardingReceipt",
  ),
});

const whoAnswersRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/who-answers",
  component: lazyRouteComponent(
    () => import("./screens/who-answers/WhoAnswersScreen.tsx"),
    "WhoAnswersScreen",
  ),
});

const eventsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/events",
  component: lazyRouteComponent(() => import("./screens/events/EventsScreen.tsx"), "EventsScreen"),
});

const keysRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/keys",
  component: lazyRouteComponent(() => import("./screens/keys/KeysScreen.tsx"), "KeysScreen"),
});

const planRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/plans/$plan",
  component: lazyRouteComponent(() => import("./screens/plan/PlanScreen.tsx"), "PlanScreen"),
});

const webhooksRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/webhooks",
  component: lazyRouteComponent(() => import("./screens/webhooks/WebhooksScreen.tsx"), "WebhooksScreen"),
});

const webhookRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/webhooks/$webhook",
  component: lazyRouteComponent(() => import("./screens/webhook/WebhookScreen.tsx"), "WebhookScreen"),
});

const carrierAccountsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/carrier-accounts",
  component: lazyRouteComponent(
    () => import("./screens/carrier-accounts/CarrierAccountsScreen.tsx"),
    "CarrierAccountsScreen",
  ),
});

const carrierAccountRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/carrier-accounts/$carrierAccount",
  component: lazyRouteComponent(
    () => import("./screens/carrier-account/CarrierAccountScreen.tsx"),
    "CarrierAccountScreen",
  ),
});

const carrierSyncRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/carrier-accounts/$carrierAccount/syncs/$carrierSync",
  component: lazyRouteComponent(
    () => import("./screens/carrier-sync/CarrierSyncScreen.tsx"),
    "CarrierSyncScreen",
  ),
});

const callsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/calls",
  component: lazyRouteComponent(() => import("./screens/calls/CallsScreen.tsx"), "CallsScreen"),
});

const importsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/imports",
  component: lazyRouteComponent(() => import("./screens/imports/ImportsScreen.tsx"), "ImportsScreen"),
});

const newImportRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/imports/new",
  component: lazyRouteComponent(() => import("./screens/new-import/NewImportScreen.tsx"), "NewImportScreen"),
});

const importRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/imports/$import",
  component: lazyRouteComponent(() => import("./screens/import/ImportScreen.tsx"), "ImportScreen"),
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
    organizationRoute.addChildren([
      homeRoute,
      numbersRoute,
      numberRoute,
      usersRoute,
      userRoute,
      offboardingRoute,
      offboardingsRoute,
      receiptRoute,
      whoAnswersRoute,
      eventsRoute,
      keysRoute,
      planRoute,
      importsRoute,
      newImportRoute,
      importRoute,
      webhooksRoute,
      webhookRoute,
      carrierAccountsRoute,
      carrierAccountRoute,
      carrierSyncRoute,
      callsRoute,
    ]),
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
