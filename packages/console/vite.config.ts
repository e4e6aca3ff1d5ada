import { defaultClientConditions, defineConfig } from "vite";
import { catalogue } from "./build/catalogue.ts";
import { compress } from "./build/compress.ts";

export default defineConfig({
  base: "/console/",
  plugins: [catalogue(), compress()],
  // The SDK is bundled from its source, without a build.
  resolve: { conditions: ["@whoseline/source", ...defaultClientConditions] },
  build: {
    // Data URLs of fonts are forbidden by the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    target: "es2023",
    rolldownOptions: {
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            // Together they compress better than apart. The first pages stay small: sign-in and home are not in "screens", and
            // nothing that needs dialogs or lists is in "common". The first part has what "common" needs before it runs.
            {
              name: "base",
              test: /@lingui|preload-helper|react\/(?:cjs|index|jsx)|use-sync-external-store|tanstack\/(?:react-query|query-core)/,
            },
            {
              name: "common",
              test: /src\/(?:hooks|data|i18n|session|components)\/(?!persian|SignInAgain|grid|events|.*(?:Modal|UserPicker|SecretDialog|Toaster|Fate|Export))/,
            },
            { name: "screens", test: /src\/(?:palette\/(?!overlay)|screens\/(?!home|sign-in))/ },
          ],
        },
      },
      // Base UI marks its modules for React's server components, which the console does not use.
      onLog: (level, log, report) => log.code !== "MODULE_LEVEL_DIRECTIVE" && report(level, log),
    },
  },
});
