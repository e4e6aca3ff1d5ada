// A deliverer that stores its position before it delivers, and so loses events when it is killed.
// Arguments: URL of the list of events, key, URL of the receiver, file of the position.
import { readFileSync, writeFileSync } from "node:fs";

const [events = "", key = "", receiver = "", file = ""] = process.argv.slice(2);

for (;;) {
  const after = Number(readFileSync(file, "utf8") || "0");
  const page = await fetch(`${events}?limit=200&after=${after}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  const { items } = (await page.json()) as { items: readonly { seq: number }[] };
  const last = items.at(-1);
  if (last === undefined) break;
  writeFileSync(file, String(last.seq));
  for (const { seq } of items)
    await fetch(receiver, { method: "POST", body: JSON.stringify({ seq }) }).then((it) => it.arrayBuffer());
}
