import { useEffect } from "react";

/** Sets the title of the document, which is also what a screen reader announces for a new screen. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Whoseline`;
  }, [title]);
}
