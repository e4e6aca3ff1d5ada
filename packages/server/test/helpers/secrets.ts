export const superadminKey = "superadmin-key-of-the-tests";
export const jwtSecret = "a-secret-of-the-tests-that-is-long-enough";
