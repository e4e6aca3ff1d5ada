import type { ClaimedForward, ForwardOutcome } from "../../storage/store.ts";
import type { CoreServices } from "../kernel/context.ts";
import { CarrierFailure } from "./carrier-client.ts";
import { decryptForward } from "./forward-content.ts";

const batchSize = 20;
const attemptsMax = 5;
/** After the first attempt that the carrier has refused because of its limit, in milliseconds. It doubles. */
const retryMs = 60_000;

/**
 * Sends the forwards that are due; returns how many it has claimed. A forward is marked before it is sent, and repeated only
 * when the carrier has surely not accepted it: it is sent at most once, because a lost forward is better than a repeated one,
 * and the message itself is delivered to the webhooks anyway.
 */
export async function sendForwards(services: CoreServices, signal?: AbortSignal): Promise<number> {
  const { store, now, notifications } = services;
  const queue = store.platform.notifications;
  let count = 0;
  while (!signal?.aborted && (await queue.hasDueForwards(now()))) {
    const claimed = await queue.claimForwards(now(), batchSize);
    for (const forward of claimed) {
      const outcome = await send(services, forward, signal);
      notifications.countForward(outcome.status);
      await queue.settleForward(forward, outcome);
    }
    count += claimed.length;
    if (claimed.length === 0) break;
  }
  return count;
}

async function send(
  services: CoreServices,
  forward: ClaimedForward,
  signal: AbortSignal | undefined,
): Promise<ForwardOutcome> {
  const { carriers, carrierAccounts, now } = services;
  const { account, credentials = [] } = carrierAccounts.find(forward.accountId) ?? {};
  const [current] = credentials;
  const client = account && carriers.client(account.provider);
  if (account?.status !== "enabled" || current === undefined || client?.sendMessage === undefined)
    return { status: "failed" };
  try {
    const message = decryptForward(services, forward.id, forward.content);
    await client.sendMessage(carriers.access(account, current, { signal }), message);
    return { status: "sent" };
  } catch (error) {
    // No answer of the carrier: the stop came before the request, or before its repetition after a 429.
    if (signal?.aborted && !(error instanceof CarrierFailure))
      return { status: "pending", nextAttemptAt: now() };
    const isLimited = error instanceof CarrierFailure && error.reason === "limited";
    if (!isLimited || forward.attempts >= attemptsMax) return { status: "failed" };
    return { status: "pending", nextAttemptAt: now() + retryMs * 2 ** (forward.attempts - 1) };
  }
}
