import { CSPProvider } from "@base-ui/react/csp-provider";
import { DirectionProvider } from "@base-ui/react/direction-provider";
import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { useHasToasts } from "./components/toasts/toast-manager.ts";
import { applyPreferences } from "./i18n/apply-preferences.ts";
import { usePreferences } from "./i18n/preferences.ts";
import { queryClient } from "./query-client.ts";
import { router } from "./router.tsx";

const Toaster = lazy(async () => ({
  default: (await import("./components/toasts/Toaster.tsx")).Toaster,
}));

export function App() {
  const preferences = usePreferences();
  const hasToasts = useHasToasts();
  useEffect(() => void applyPreferences(preferences), [preferences]);
  return (
    <CSPProvider disableStyleElements>
      <DirectionProvider direction={preferences.language === "fa" ? "rtl" : "ltr"}>
        <I18nProvider i18n={i18n}>
          <QueryClientProvider client={queryClient}>
            <RouterProvider router={router} />
            {hasToasts && (
              <Suspense>
                <Toaster />
              </Suspense>
            )}
          </QueryClientProvider>
        </I18nProvider>
      </DirectionProvider>
    </CSPProvider>
  );
}
