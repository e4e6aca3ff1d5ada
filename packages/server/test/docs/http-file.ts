export interface HttpRequest {
  readonly title: string;
  readonly line: number;
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
  /** From the comment `# Returns 201`. */
  readonly status: number | undefined;
}

/** Reads a `.http` file; `values` replace those of the variables that the file declares. */
export function readHttpFile(text: string, values: Record<string, string>): HttpRequest[] {
  const variables: Record<string, string> = {};
  const fill = (part: string): string =>
    part.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => variables[name] ?? `<no variable ${name}>`);
  for (const [, name = "", value = ""] of text.matchAll(/^@(\w+) = (.*)$/gm))
    variables[name] = values[name] ?? fill(value);
  const [, ...requests] = text.split(/^###/m);
  let line = text.split(/^###/m)[0]?.split("\n").length ?? 1;
  return requests.map((request) => {
    const read = readRequest(fill(request), line);
    line += request.split("\n").length - 1;
    return read;
  });
}

function readRequest(text: string, line: number): HttpRequest {
  const [title = "", ...rest] = text.split("\n");
  const comments = rest.filter((row) => row.startsWith("#"));
  const [head = "", ...body] = rest
    .filter((row) => !row.startsWith("#"))
    .join("\n")
    .split("\n\n");
  const [requestLine = "", ...headers] = head.trim().split("\n");
  const [method = "", url = ""] = requestLine.split(" ");
  const status = comments.join("\n").match(/^# Returns (\d{3})/m)?.[1];
  return {
    title: title.trim(),
    line,
    method,
    url,
    headers: Object.fromEntries(headers.map((row) => [row.split(": ")[0], row.slice(row.indexOf(": ") + 2)])),
    body: body.join("\n\n").trim() || undefined,
    status: status === undefined ? undefined : Number(status),
  };
}
