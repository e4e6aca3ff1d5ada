import type { InvalidArgument } from "../kernel/errors.ts";

const urlLengthMax = 500;

/**
 * Why the text cannot be the base of URLs: carriers sign the URL letter by letter, so it must have one spelling. Plain http
 * only within this machine.
 */
export function baseUrlProblems(argument: string, text: string): readonly InvalidArgument[] {
  const problem = baseUrlProblem(text);
  return problem === undefined ? [] : [{ argument, rule: "format", problem }];
}

function baseUrlProblem(text: string): string | undefined {
  if (text.length > urlLengthMax || !URL.canParse(text))
    return `must be a URL of at most ${urlLengthMax} characters, like https://edge.example.com`;
  const url = new URL(text);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname)))
    return "must be an https URL; http is allowed only for a loopback address such as http://127.0.0.1:2212";
  if (url.username !== "" || url.password !== "") return "must not contain a user or a password";
  if (text.includes("?") || text.includes("#")) return "must not have a query or a fragment";
  if (text.endsWith("/")) return "must not end with a slash";
  if (!/^[A-Za-z0-9._~/-]*$/.test(url.pathname))
    return "must have a path of letters, digits and . _ ~ - / only";
  const canonical = url.href.replace(/\/$/, "");
  return canonical === text ? undefined : "must have a host in lower case and no default port";
}

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
