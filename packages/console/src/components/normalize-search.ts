const persianZero = 0x06f0;
const arabicZero = 0x0660;

/** Latin digits for Persian and Arabic ones; of what looks like a phone number only the digits and a leading plus. */
export function normalizeSearch(text: string): string {
  const latin = text
    .trim()
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - persianZero))
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - arabicZero));
  return /^[+＋]?[\d\s().\-–/\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/.test(latin) && /\d/.test(latin)
    ? `${/^[+＋]/.test(latin) ? "+" : ""}${latin.replace(/\D/g, "")}`
    : latin;
}
