import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import type { TlsOptions } from "./http/listener.ts";
import type { Certificate } from "./lookup-plane/lookup-plane.ts";
import type { LookupSettings } from "./lookup-settings.ts";

type Files = NonNullable<LookupSettings["tls"]>;

/** The certificate of the lookup ports. Throws an error for the operator when the files cannot be used. */
export class LookupCertificate implements Certificate {
  readonly #files: Files;
  #tls: TlsOptions;

  constructor(files: Files) {
    this.#files = files;
    this.#tls = readTls(files);
  }

  get tls(): TlsOptions {
    return this.#tls;
  }

  reload(): boolean {
    const tls = readTls(this.#files);
    const isChanged = tls.cert !== this.#tls.cert || tls.key !== this.#tls.key;
    this.#tls = tls;
    return isChanged;
  }
}

function readTls(files: Files): TlsOptions {
  const tls = {
    cert: readPem("WHOSELINE_LOOKUP_TLS_CERT_FILE", files.certFile),
    key: readPem("WHOSELINE_LOOKUP_TLS_KEY_FILE", files.keyFile),
  };
  try {
    createSecureContext(tls);
  } catch (error) {
    throw new Error(
      `WHOSELINE_LOOKUP_TLS_CERT_FILE and WHOSELINE_LOOKUP_TLS_KEY_FILE must name a certificate chain and its private key in PEM format (${(error as NodeJS.ErrnoException).code}).`,
      { cause: error },
    );
  }
  return tls;
}

function readPem(name: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(`${name} must name a readable file (${(error as NodeJS.ErrnoException).code}).`, {
      cause: error,
    });
  }
}
