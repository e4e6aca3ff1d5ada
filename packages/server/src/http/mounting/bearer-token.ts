/** Returns the value after `Bearer `, or undefined if the header is missing, empty or has another scheme. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^bearer +(.*)/i.exec(authorization ?? "")?.[1]?.trimEnd() || undefined;
}
