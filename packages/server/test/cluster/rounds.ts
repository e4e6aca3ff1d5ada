import { times } from "../helpers/depth.ts";

/**
 * Rounds of one kill and one switchover after the fast form, and whether the control runs.
 * WHOSELINE_TEST_CLUSTER_ROUNDS sets another number than that of `test:deep`.
 */
export const rounds = Number(process.env.WHOSELINE_TEST_CLUSTER_ROUNDS ?? times(0, 50));
