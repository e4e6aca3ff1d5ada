import { describe, expect, test } from "vitest";
import { readStatistics } from "../../bench/peers/kamailio.ts";
import { readReport } from "../../bench/peers/nsd.ts";
import { cpuOfTree, memoryOfTree, timesOf } from "../../bench/peers/process-tree.ts";
import { readCsv } from "../../bench/peers/redis-benchmark.ts";

describe("CPU time and memory of a server's processes", () => {
  test("includes the children that have exited, whatever the name of the program is", () => {
    const stat = "42 (a) b (c) S 7 42 42 0 -1 4194304 1 2 3 4 100 20 3000 400 20 0 1 0 5 6 7";
    expect(timesOf(stat)).toEqual({ parent: 7, ticks: 3520 });
    expect(timesOf("")).toBeUndefined();
  });

  test.skipIf(process.platform !== "linux")("is what the process itself reports", () => {
    const before = cpuOfTree(process.pid);
    const start = process.cpuUsage();
    const own = () => process.cpuUsage(start).user + process.cpuUsage(start).system;
    while (own() < 200_000);
    expect(cpuOfTree(process.pid) - before).toBeGreaterThan(150_000);
    const { heapUsed } = process.memoryUsage();
    expect(memoryOfTree(process.pid)).toBeGreaterThan(heapUsed / 2);
  });
});

describe("the report of a load generator", () => {
  test("of redis-benchmark has the rate and the p99", () => {
    const csv = `"test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms","max_latency_ms"
"GET a","18867.92","1.600","0.400","1.500","2.000","3.719","4.000"\n`;
    expect(readCsv(csv)).toEqual({ perSecond: 18867.92, p99Ms: 3.719 });
    expect(() => readCsv("")).toThrow("redis-benchmark failed");
  });

  test("of dnsperf is rejected when a name has no answer", () => {
    const report = (found: string, completed = 2000) => `
  Queries sent:         2000
  Queries completed:    ${completed} (100.00%)
  Response codes:       ${found}
  Queries per second:   77274.5\n`;
    expect(readReport(report("NOERROR 2000 (100.00%)"))).toEqual({
      count: 2000,
      perSecond: 77274.5,
      p99Ms: undefined,
    });
    expect(() => readReport(report("NOERROR 1999 (99.95%), NXDOMAIN 1 (0.05%)"))).toThrow("dnsperf failed");
    expect(() => readReport(report("NOERROR 1000 (100.00%)", 1000))).toThrow("dnsperf failed");
  });

  test("of sipp is rejected when a call fails", () => {
    const file = (successful: number, failed: number) =>
      `CallRate(P);CallRate(C);SuccessfulCall(P);SuccessfulCall(C);FailedCall(P);FailedCall(C)
0;0;0;0;0;0
0;5535.26;0;${successful};0;${failed}\n`;
    expect(readStatistics(file(50_000, 0))).toEqual({ count: 50_000, perSecond: 5535.26, p99Ms: undefined });
    expect(() => readStatistics(file(49_968, 32))).toThrow("sipp failed");
  });
});
