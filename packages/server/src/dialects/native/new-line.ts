import { describeValue } from "../../core/kernel/describe-value.ts";
import { isCountry, lineOfKindProblem } from "../../core/numbers/line.ts";
import { type FieldError, validationFailed } from "../../http/errors.ts";
import type { LineKind, Provider } from "../../model.ts";
import { countryCode, countryFormat, requireLine } from "./input.ts";
import { countryDescription } from "./number-wire.ts";

export const country = countryCode({
  description: `${countryDescription} Required for it, and only for it.`,
});

interface NewLine {
  readonly provider: Provider;
  readonly line: string;
  readonly kind?: LineKind;
  readonly country?: string;
}

/** Throws unless the provider has lines of the kind, the line is one, and a short code has a country. */
export function requireNewLine(body: NewLine): void {
  const { provider, line, kind } = body;
  if (kind === undefined) requireLine(provider, line, { in: "body", name: "line" });
  else requireLineOfKind({ ...body, kind });
  requireCountry(body);
}

function requireLineOfKind(body: NewLine & { readonly kind: LineKind }): void {
  const problem = lineOfKindProblem(body);
  if (problem === undefined) return;
  const { field, expected } = problem;
  const got = field === "kind" ? body.kind : describeValue(body.line);
  throw invalid(field, "format", `${field} must be ${expected}, got ${got}`);
}

function requireCountry({ kind, country: code }: NewLine): void {
  if (kind === "shortCode" && code === undefined)
    throw invalid("country", "required", "country is required for a short code");
  if (kind !== "shortCode" && code !== undefined)
    throw invalid("country", "mismatch", "country must be omitted, except for a short code");
  if (code !== undefined && !isCountry(code))
    throw invalid("country", "format", `country must be ${countryFormat}, got ${describeValue(code)}`);
}

const invalid = (name: string, rule: FieldError["rule"], detail: string) =>
  validationFailed({ in: "body", name, rule, detail });
