export interface SentEvent {
  readonly id: string;
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read events of any type
  readonly data: any;
}

export interface EventStream {
  /** The next event; undefined after the end of the stream. */
  next(): Promise<SentEvent | undefined>;
  close(): Promise<void>;
}

/** Opens a stream of server-sent events. */
export async function openStream(
  url: string,
  key: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<EventStream> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${key}`, ...headers } });
  if (response.status !== 200 || response.body === null)
    throw new Error(`the stream answered ${response.status}: ${await response.text()}`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const next = async (): Promise<SentEvent | undefined> => {
    const end = text.indexOf("\n\n");
    if (end < 0) {
      const { done, value } = await reader.read();
      if (done) return undefined;
      text += value;
      return next();
    }
    const block = text.slice(0, end);
    text = text.slice(end + 2);
    return block.startsWith(":") ? next() : parse(block);
  };
  return { next, close: () => reader.cancel() };
}

function parse(block: string): SentEvent {
  const fields = Object.fromEntries(block.split("\n").map((line) => line.split(/: (.*)/s)));
  return { id: fields.id, event: fields.event, data: JSON.parse(fields.data) };
}
