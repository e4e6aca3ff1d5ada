export const superadminKey = "superadmin-key-of-the-tests";
export const jwtSecret = "a-secret-of-the-tests-that-is-long-enough";
export const pepper = "5a".repeat(32);
export const encryptionKey = "c3".repeat(32);
/** The secrets that PostgreSQL needs; the tests use them on both engines. */
export const keySettings = { WHOSELINE_PEPPER: pepper, WHOSELINE_ENCRYPTION_KEY: encryptionKey };
/** Of the carrier accounts in requests of the tests. */
export const carrierSecret = "secret-of-a-carrier-5f2a9c";
