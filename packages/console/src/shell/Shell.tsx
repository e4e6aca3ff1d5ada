import { Outlet, useLocation } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { Button } from "../components/Button.tsx";
import { useText } from "../i18n/use-text.ts";
import { useSessionEnded } from "../session/session-end.ts";
import { ConnectionNotice } from "./ConnectionNotice.tsx";
import { Overlays } from "./Overlays.tsx";
import { Sidebar } from "./Sidebar.tsx";
import { useShortcuts } from "./use-shortcuts.ts";
import "./shell.css";

const SignInAgain = lazy(async () => ({
  default: (await import("../session/SignInAgain.tsx")).SignInAgain,
}));

/** The frame of every screen for a person who is signed in. */
export function Shell() {
  const t = useText();
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const [isOpen, setOpen] = useState(false);
  const hasSessionEnded = useSessionEnded();
  useFocusOnNavigation(pathname, main);
  useShortcuts();
  useEffect(() => setOpen(pathname === ""), [pathname]);
  return (
    <div className="shell">
      <a className="skip-link" href="#main">
        {t("Skip to the content")}
      </a>
      <header className="shell-bar">
        <Button aria-expanded={isOpen} aria-controls="sidebar" onClick={() => setOpen(!isOpen)}>
          {t("Menu")}
        </Button>
        <span className="brand">Whoseline</span>
      </header>
      <Sidebar isOpen={isOpen} />
      <main id="main" ref={main} tabIndex={-1}>
        <ConnectionNotice />
        <Outlet />
      </main>
      <Overlays />
      {hasSessionEnded && (
        <Suspense>
          <SignInAgain />
        </Suspense>
      )}
    </div>
  );
}

/** Moves the focus to the heading of a new screen, as a browser does for a new page. */
function useFocusOnNavigation(pathname: string, main: React.RefObject<HTMLElement | null>): void {
  const former = useRef(pathname);
  useEffect(() => {
    if (former.current === pathname) return;
    former.current = pathname;
    const heading = main.current?.querySelector("h1");
    (heading ?? main.current)?.focus();
  }, [pathname, main]);
}
