import { Gauge, type Registry } from "@prometheus-io/client";

/** Numbers by provider. Rejects while the database is unavailable. */
export type CountMissingAtCarriers = () => Promise<
  readonly { readonly provider: string; readonly count: number }[]
>;

export function addMissingAtCarriers(registry: Registry, count: CountMissingAtCarriers): void {
  new Gauge({
    name: "whoseline_numbers_missing_at_carrier",
    help: "Numbers of the database that their carriers do not have any more, by provider.",
    labelNames: ["provider"],
    registers: [registry],
    async collect() {
      this.reset();
      // Without the database the other metrics are still served.
      for (const { provider, count: numbers } of await count().catch(() => []))
        this.set({ provider }, numbers);
    },
  });
}
