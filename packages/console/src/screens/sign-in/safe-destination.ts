/** Returns where to go after the sign-in: a path of the console, never another page of this host or another host. */
export function safeDestination(next: string | undefined): string {
  const base = "https://console.invalid/console/";
  if (next === undefined || !next.startsWith("/") || !URL.canParse(next, base)) return "/";
  const { origin, pathname, search } = new URL(next, base);
  if (origin !== new URL(base).origin || pathname.startsWith("//")) return "/";
  return `${pathname}${search}`;
}
