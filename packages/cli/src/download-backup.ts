import { createHash } from "node:crypto";
import { once } from "node:events";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { dirname, resolve } from "node:path";
import { json } from "node:stream/consumers";

export interface Download {
  /** Base URL of the server. */
  readonly url: string;
  /** API key of a superadmin. */
  readonly key: string;
  readonly file: string;
  readonly progress: {
    start(total: number): void;
    received(bytes: number): void;
  };
}

export interface DownloadedBackup {
  readonly bytes: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

/**
 * Downloads a backup to a file that only this user can read. The file is created, or replaced, only when the backup is
 * complete, has the digest that the server sent, and is durable. Throws an error for the operator.
 */
export async function downloadBackup(download: Download): Promise<DownloadedBackup> {
  const response = await requestBackup(download);
  const partial = `${download.file}.partial`;
  try {
    const file = await open(partial, "w", 0o600);
    let received: DownloadedBackup;
    try {
      await file.chmod(0o600);
      received = await save(response, file, download.progress);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, download.file);
    await syncFolder(dirname(resolve(download.file)));
    return received;
  } catch (error) {
    response.destroy();
    await rm(partial, { force: true });
    throw error;
  }
}

async function requestBackup({ url, key }: Download): Promise<IncomingMessage> {
  const base = URL.canParse(url) ? new URL(url) : undefined;
  if (base === undefined || !/^https?:$/.test(base.protocol))
    throw new Error("The URL of the server must be an http(s) URL.");
  const target = new URL("registry/v1/backup", base.href.endsWith("/") ? base : `${base.href}/`);
  const send = target.protocol === "https:" ? requestHttps : requestHttp;
  // No timeout: the server answers when the copy is complete.
  const request = send(target, { method: "POST", headers: { authorization: `Bearer ${key}` }, agent: false });
  const answered = once(request, "response") as Promise<[IncomingMessage]>;
  request.end();
  const [response] = await answered.catch((error) => {
    throw new Error(`The server at ${base.origin} cannot be reached: ${error.code ?? error.message}.`);
  });
  if (response.statusCode !== 200) throw await refusalOf(response);
  return response;
}

async function refusalOf(response: IncomingMessage): Promise<Error> {
  const problem = (await json(response).catch(() => undefined)) as { detail?: unknown } | undefined;
  return new Error(
    typeof problem?.detail === "string"
      ? problem.detail
      : `The server responded with the status ${response.statusCode}, which is not a response of Whoseline.`,
  );
}

async function save(
  response: IncomingMessage,
  file: FileHandle,
  progress: Download["progress"],
): Promise<DownloadedBackup> {
  const expected = expectedOf(response);
  const hash = createHash("sha256");
  let bytes = 0;
  progress.start(expected.bytes);
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      hash.update(chunk);
      await file.writeFile(chunk);
      bytes += chunk.length;
      progress.received(chunk.length);
    }
  } catch (cause) {
    if (response.complete || !response.errored) throw cause;
    throw new Error(`The download ended after ${bytes} of ${expected.bytes} bytes.`, { cause });
  }
  const digest = hash.digest();
  if (bytes !== expected.bytes || !digest.equals(expected.digest))
    throw new Error("The downloaded file differs from the backup that the server made. Repeat the download.");
  return { bytes, sha256: digest.toString("hex") };
}

function expectedOf({ headers }: IncomingMessage): { bytes: number; digest: Buffer } {
  const digest = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/.exec(String(headers["repr-digest"]))?.[1];
  const bytes = Number(headers["content-length"]);
  if (digest === undefined || !Number.isSafeInteger(bytes))
    throw new Error(
      "The response has no length and digest: something between here and the server removed them.",
    );
  return { bytes, digest: Buffer.from(digest, "base64") };
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path);
  await folder.sync().finally(() => folder.close());
}
