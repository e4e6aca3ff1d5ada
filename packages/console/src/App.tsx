import { CSPProvider } from "@base-ui/react/csp-provider";
import { DirectionProvider } from "@base-ui/react/direction-provider";
import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect } from "react";
import { Toaster } from "./components/toasts/Toaster.tsx";
import { applyPreferences } from "./i18n/apply-preferences.ts";
import { usePreferences } from "./i18n/preferences.ts";
import { queryClient } from "./query-client.ts";
import { router } from "./router.tsx";

export function App() {
  const preferences = usePreferences();
  useEffect(() => void applyPreferences(preferences), [preferences]);
  return (
    <CSPProvider disableStyleElements>
      <DirectionProvider direction={preferences.language === "fa" ? "rtl" : "ltr"}>
        <I18nProvider i18n={i18n}>
          <QueryClientProvider client={queryClient}>
            <Toaster>
              <RouterProvider router={router} />
            </Toaster>
          </QueryClientProvider>
        </I18nProvider>
      </DirectionProvider>
    </CSPProvider>
  );
}
