import { SingleBar } from "cli-progress";

/** Draws only on a terminal, on stderr. */
export function progressBar() {
  const bar = new SingleBar({ format: "[{bar}] {percentage}% {eta_formatted}", hideCursor: true });
  return {
    start: (total: number) => bar.start(total, 0),
    received: (bytes: number) => bar.increment(bytes),
    stop: () => bar.stop(),
  };
}
