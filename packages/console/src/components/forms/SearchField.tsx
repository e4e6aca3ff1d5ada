import { useEffect, useState } from "react";
import { useUrlState } from "../../hooks/use-url-state.ts";

/** How long a person must pause before the search starts, in milliseconds. */
const typingPauseMs = 150;

interface SearchFieldProps {
  readonly label: string;
  readonly placeholder: string;
}

/** Searches as a person types. The URL has the text as `q`, so that a reload and a shared link show the same list. */
export function SearchField({ label, placeholder }: SearchFieldProps) {
  const [{ q = "" }, changeUrl] = useUrlState();
  const [text, setText] = useState(q);
  useEffect(() => setText(q), [q]);
  useEffect(() => {
    if (text === q) return undefined;
    const timer = setTimeout(() => changeUrl({ q: text || undefined }, { replace: true }), typingPauseMs);
    return () => clearTimeout(timer);
  }, [text, q, changeUrl]);
  return (
    <input
      type="search"
      aria-label={label}
      placeholder={placeholder}
      aria-keyshortcuts="/"
      dir="auto"
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}
