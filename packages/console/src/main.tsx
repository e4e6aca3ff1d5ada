import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";
import { applyPreferences } from "./i18n/apply-preferences.ts";
import { readPreferences } from "./i18n/preferences.ts";
import { signInWithLink } from "./session/link-credential.ts";
import "./styles/index.css";

const root = document.getElementById("root");
if (root === null) throw new Error("The page has no element #root.");
await Promise.all([applyPreferences(readPreferences()), signInWithLink()]);
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
