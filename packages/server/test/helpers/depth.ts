/** The number of runs of a randomized test: `quick` in `npm test`, `deep` in `npm run test:deep`. */
export const times = (quick: number, deep: number): number =>
  process.env.WHOSELINE_TEST_DEPTH === "deep" ? deep : quick;

/** Prints a measurement of a test. */
export function report(finding: string): void {
  process.stdout.write(`${finding}\n`);
}
