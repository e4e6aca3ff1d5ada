import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { callerLimits, strangerLimits } from "../../src/resp/limits.ts";
import { HttpRequest, ProtocolError, RequestParser } from "../../src/resp/request-parser.ts";
import { times } from "../helpers/depth.ts";
import { encode } from "../helpers/resp.ts";

/** The commands in the chunks. Throws what the parser throws. */
function parse(chunks: readonly Uint8Array[], limits = callerLimits): string[][] {
  const parser = new RequestParser();
  parser.limits = limits;
  return chunks.flatMap((chunk) => {
    // As a socket, which may use the memory for the next chunk only after this one was read.
    parser.append(Buffer.from(chunk));
    const commands: string[][] = [];
    while (parser.next())
      commands.push(Array.from({ length: parser.count }, (_, index) => parser.text(index)));
    return commands;
  });
}

/** The bytes cut at the positions. */
function cut(bytes: Buffer, positions: readonly number[]): Buffer[] {
  const sorted = positions.map((it) => it % (bytes.length + 1)).toSorted((a, b) => a - b);
  return [0, ...sorted].map((start, index) => bytes.subarray(start, sorted[index] ?? bytes.length));
}

const inline = (words: readonly string[]) => Buffer.from(`${words.join(" ")}\r\n`);

describe("valid commands", () => {
  const word = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom("", "\r\n", "*1\r\n$1\r\n"),
  );
  const plainWord = fc.stringMatching(/^[a-z0-9:+]{1,20}$/);
  const command = fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .array(word, { minLength: 1, maxLength: 8 })
        .map((words) => ({ words, bytes: encode(...words) })),
    },
    {
      weight: 1,
      arbitrary: fc
        .array(plainWord, { minLength: 1, maxLength: 5 })
        .map((words) => ({ words, bytes: inline(words) })),
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom("*0\r\n", "\r\n", "\n", "  \r\n")
        .map((text) => ({ words: undefined, bytes: Buffer.from(text) })),
    },
  );

  test("are the same however their bytes are split", () => {
    fc.assert(
      fc.property(
        fc.array(command, { maxLength: 20 }),
        fc.array(fc.nat(), { maxLength: 30 }),
        (commands, positions) => {
          const bytes = Buffer.concat(commands.map((it) => it.bytes));
          const expected = commands.flatMap(({ words }) => (words === undefined ? [] : [words]));
          expect(parse(cut(bytes, positions))).toEqual(expected);
          expect(parse([...bytes].map((byte) => Buffer.of(byte)))).toEqual(expected);
        },
      ),
      { numRuns: times(300, 20_000) },
    );
  });
});

test("random bytes are rejected, or wait for more, and little of them is kept", () => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  const almost = fc
    .array(fc.constantFrom("*", "$", "1", "3", "-1", "99", "\r\n", "\r", "\n", "GET", " ", "x", "\0", "é"), {
      maxLength: 60,
    })
    .map((parts) => Buffer.from(parts.join("")));
  fc.assert(
    fc.property(fc.oneof(bytes, almost), fc.array(fc.nat(), { maxLength: 5 }), (input, positions) => {
      try {
        parse(cut(Buffer.from(input), positions), strangerLimits);
      } catch (error) {
        expect(error instanceof ProtocolError || error instanceof HttpRequest).toBe(true);
      }
    }),
    { numRuns: times(2000, 200_000) },
  );
});

describe("rejects", () => {
  const { argumentBytes, bytes } = strangerLimits;
  test.each([
    ["an array of too many arguments", `*${strangerLimits.arguments + 1}\r\n`, /at most 16 arguments/],
    ["a line of too many words", `${"a ".repeat(strangerLimits.arguments + 1)}\r\n`, /at most 16 arguments/],
    ["an argument that is too long", `*1\r\n$${argumentBytes + 1}\r\n`, /at most 16384 bytes/],
    ["a line that is too long", "a".repeat(argumentBytes + 1), /a line has at most 16384 bytes/],
    ["a length with a sign", "*-1\r\n", /a length is invalid/],
    ["a length without digits", "*\r\n", /a length is invalid/],
    ["a length with too many digits", "*0000000001\r\n", /a length is invalid/],
    ["a length without a line feed", "*1\rx", /a length is invalid/],
    ["an argument without a length", "*1\r\n:1\r\n", /begins with '\$'/],
    ["an argument that is longer than its length", "*1\r\n$1\r\nab\r\n", /longer than its length/],
    ["a TLS handshake", "\x16\x03\x01", /printable ASCII/],
    ["a line with a control character", "GET\x00x\r\n", /printable ASCII/],
    ["a carriage return within a line", "GET\rx\r\n", /printable ASCII/],
  ])("%s", (_, text, message) => {
    const whole = () => parse([Buffer.from(text)], strangerLimits);
    expect(whole).toThrow(ProtocolError);
    expect(whole).toThrow(message);
    expect(() =>
      parse(
        [...Buffer.from(text)].map((byte) => Buffer.of(byte)),
        strangerLimits,
      ),
    ).toThrow(message);
  });

  test("a command that is too long before it is complete", () => {
    const argument = `$${argumentBytes}\r\n${"a".repeat(argumentBytes)}\r\n`;
    const parser = new RequestParser();
    parser.append(Buffer.from(`*9\r\n${argument}`));
    expect(parser.next()).toBe(false);
    parser.append(Buffer.from(argument));
    expect(() => parser.next()).toThrow(`at most ${bytes} bytes`);
  });

  test.each([
    "GET / HTTP/1.1",
    "POST /registry/v1 HTTP/1.0",
    "PRI * HTTP/2.0",
    "get / http/1",
    "Host: whoseline.example",
  ])("an HTTP request: %s", (line) => {
    expect(() => parse([Buffer.from(`${line}\r\n`)])).toThrow(HttpRequest);
  });
});
