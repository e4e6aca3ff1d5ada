import { monitorEventLoopDelay } from "node:perf_hooks";

type IntervalHistogram = ReturnType<typeof monitorEventLoopDelay>;

const resolutionMs = 10;

/** Must be enabled. */
export const createDelayHistogram = (): IntervalHistogram =>
  monitorEventLoopDelay({ resolution: resolutionMs });

/** The measured values include the timer's own interval: https://nodejs.org/api/perf_hooks.html */
export const delaySeconds = (delays: IntervalHistogram, quantile: number): number =>
  Math.max(0, delays.percentile(quantile * 100) / 1e9 - resolutionMs / 1000);
