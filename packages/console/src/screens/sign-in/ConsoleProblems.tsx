import { useQuery } from "@tanstack/react-query";
import { consoleQuery } from "./console-query.ts";

/** What does not fit together between the browser, a proxy and the server, so that a sign-in cannot work. */
export function ConsoleProblems() {
  const { data } = useQuery(consoleQuery);
  return data?.problems.map(({ code, detail }) => (
    <div key={code} className="notice notice-warning" role="alert">
      <p lang="en" dir="ltr">
        {detail}
      </p>
      <code dir="ltr">{code}</code>
    </div>
  ));
}
