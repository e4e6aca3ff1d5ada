/** A block of a stream of server-sent events. A comment, such as a heartbeat, is a block without data. */
export interface StreamBlock {
  readonly id: string | undefined;
  readonly data: string | undefined;
  /** The delay before a reconnect that the server asks for, in milliseconds. */
  readonly retryMs: number | undefined;
}

/**
 * Parses server-sent events from the texts of a response: https://html.spec.whatwg.org/multipage/server-sent-events.html
 * A block counts when its blank line has arrived, so that a connection that was cut yields no part of an event.
 */
export class StreamParser {
  #text = "";

  /** Returns the blocks that the text completes. */
  push(text: string): readonly StreamBlock[] {
    const parts = (this.#text + text).replaceAll("\r\n", "\n").split("\n\n");
    this.#text = parts.pop() ?? "";
    return parts.map(parseBlock);
  }
}

function parseBlock(block: string): StreamBlock {
  const values = new Map<string, string>();
  for (const line of block.split("\n")) {
    const [, name = "", value = ""] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    const earlier = values.get(name);
    values.set(name, name === "data" && earlier !== undefined ? `${earlier}\n${value}` : value);
  }
  const retry = values.get("retry");
  return {
    id: values.get("id"),
    data: values.get("data"),
    retryMs: retry !== undefined && /^\d+$/.test(retry) ? Number(retry) : undefined,
  };
}
