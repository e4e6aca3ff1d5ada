/** How much of a file is looked at before its rows are read, in characters. */
const headMax = 65_536;
const previewLines = 3;
const previewLineMax = 200;

export interface FileHead {
  /** The beginning of the file, with several of its lines. */
  readonly head: string;
  /** All of the file, from its head on. */
  readonly text: AsyncGenerator<string>;
}

/** Reads the beginning of a file, up to the end of its last line within it. */
export async function readHead(text: AsyncGenerator<string>): Promise<FileHead> {
  let head = "";
  let isEnded = false;
  while (!isEnded && head.length < headMax) {
    const { value, done = false } = await text.next();
    head += value ?? "";
    isEnded = done;
  }
  return { head, text: resumed(head, text) };
}

async function* resumed(head: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  try {
    yield head;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

/** The first lines as they were decoded, so that a person sees whether the encoding is right. */
export const previewOf = (head: string): readonly string[] =>
  head
    .split(/\r\n|\n|\r/, previewLines)
    .filter((line, index) => line !== "" || index === 0)
    .map((line) => [...line.slice(0, previewLineMax + 1)].slice(0, previewLineMax).join(""));
