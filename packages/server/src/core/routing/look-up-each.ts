import { setImmediate } from "node:timers/promises";

/** Time of one turn of the event loop that one batch can take, in milliseconds. */
const sliceMs = 2;
/** How many lookups are done between two looks at the clock. */
const strideLength = 16;

/**
 * Looks up every item, in order. Synchronous unless an answer is, or until the time of a turn is over: then other
 * requests are served before the next items.
 */
export function lookUpEach<Item, Answer>(
  items: readonly Item[],
  lookUp: (item: Item) => Answer | Promise<Answer>,
): Answer[] | Promise<Answer[]> {
  const answers: Answer[] = [];
  const endsAt = performance.now() + sliceMs;
  for (const item of items) {
    const answer = lookUp(item);
    if (answer instanceof Promise) return lookUpRest(items, lookUp, answers, answer);
    answers.push(answer);
    if (isStrideEnd(answers) && performance.now() >= endsAt) return lookUpRest(items, lookUp, answers);
  }
  return answers;
}

async function lookUpRest<Item, Answer>(
  items: readonly Item[],
  lookUp: (item: Item) => Answer | Promise<Answer>,
  answers: Answer[],
  pending?: Promise<Answer>,
): Promise<Answer[]> {
  if (pending === undefined) await setImmediate();
  else answers.push(await pending);
  let endsAt = performance.now() + sliceMs;
  for (const item of items.slice(answers.length)) {
    const answer = lookUp(item);
    answers.push(answer instanceof Promise ? await answer : answer);
    if (!isStrideEnd(answers) || performance.now() < endsAt) continue;
    await setImmediate();
    endsAt = performance.now() + sliceMs;
  }
  return answers;
}

const isStrideEnd = ({ length }: readonly unknown[]): boolean => length % strideLength === 0;
