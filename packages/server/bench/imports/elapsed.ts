export interface Elapsed {
  readonly ms: number;
  readonly cpuMs: number;
}

/** The time that the work takes, and the CPU time of this process in it. */
export async function elapsedOf(work: () => Promise<void> | void): Promise<Elapsed> {
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { ms: performance.now() - startedAt, cpuMs: (user + system) / 1000 };
}
