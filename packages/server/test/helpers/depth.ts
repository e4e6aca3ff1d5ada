/** How often a test with chance in it runs: a few times in `npm test`, many times in `npm run test:deep`. */
export const times = (quick: number, deep: number): number =>
  process.env.WHOSELINE_TEST_DEPTH === "deep" ? deep : quick;

/** What a test measured, for whoever reads the run. */
export function report(finding: string): void {
  process.stdout.write(`${finding}\n`);
}
