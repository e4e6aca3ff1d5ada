import { readdirSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import type { OrganizationId, User, UserId } from "../../src/model.ts";
import { openEngine, openStore } from "../../src/storage/open.ts";
import type { Store } from "../../src/storage/store.ts";
import { type EngineName, engineNames, makeDatabase } from "../helpers/engines.ts";
import { runProcess } from "../helpers/process.ts";
import { typedId } from "../helpers/typed-id.ts";
import { addUser, changesOf } from "./contract/fixture.ts";
import { migrateTo } from "./migrate-to.ts";

/** The last version without derived keys. */
const versionBefore = readdirSync(new URL("../../migrations/sqlite/", import.meta.url))
  .sort()
  .findIndex((name) => name.endsWith("-comparison-keys.sql"));

const organization: OrganizationId = typedId("1".repeat(24));
const idOf = (digit: string): UserId => typedId(digit.repeat(24));

interface OldUser {
  readonly id: string;
  readonly email: string;
  readonly emailKey?: string;
  readonly username?: string;
  readonly name?: string;
  readonly isRemoved?: boolean;
}
const oldUsers: readonly OldUser[] = [
  { id: "a", email: "ann@exämple.de", username: "Ann" },
  { id: "b", email: "ann@xn--exmple-cua.de", username: "ann" },
  { id: "c", email: "ANN@xn--EXMPLE-cua.de.", username: "ａｎｎ", name: "B\u202eob" },
  { id: "d", email: "gone@acme.example", isRemoved: true },
  { id: "e", email: "<gone@acme.example>", username: "mona" },
  { id: "f", email: "f@acme.example", name: "علي" },
];

let drop: (() => Promise<void>) | undefined;
let store: Store | undefined;
afterEach(async () => {
  await store?.close();
  await drop?.();
  store = drop = undefined;
});

async function makeOldDatabase(name: EngineName): Promise<string> {
  const made = await makeDatabase(name);
  drop = made.drop;
  const engine = await openEngine(made.database);
  await migrateTo(engine, versionBefore);
  await engine.transaction(async (sql) => {
    await sql.script(`insert into organizations (id, serial, name, status, created_at, version)
      values ('${organization}', 1, 'Acme', 'active', 0, 1)`);
    for (const [
      index,
      { id, email, username = null, name: userName = "Ann", isRemoved },
    ] of oldUsers.entries())
      await sql.run(
        `insert into users (organization_id, id, serial, name, email, email_key, username, search_key, role, is_owner,
           status, created_at, removed_at, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'member', $9, $10, 0, $11, 1)`,
        ...[organization, idOf(id), index + 1, userName, email, email.toLowerCase(), username],
        userName.toLowerCase(),
        false,
        ...(isRemoved ? ["removed", 1] : ["active", null]),
      );
  });
  await engine.close();
  return made.database;
}

const names = (users: readonly User[]) => users.map(({ id }) => id[0]).join("");

describe.each(engineNames)(
  "users of a %s database of an earlier version whose keys are the same now",
  (engine) => {
    const open = async () => {
      store = await openStore(await makeOldDatabase(engine));
      return store;
    };

    test("stay readable, each found by their own username", async () => {
      const { users } = (await open()).read(organization);
      expect((await users.list({}, { size: 10 })).items.map(({ email }) => email)).toEqual(
        oldUsers.filter(({ isRemoved }) => !isRemoved).map(({ email }) => email),
      );
      for (const { id, username } of oldUsers)
        if (username) expect(await users.find({ username })).toMatchObject({ id: idOf(id) });
      expect(await users.find({ username: "ANN" })).toBeUndefined();
      expect(await users.find({ username: "MONA" })).toMatchObject({ id: idOf("e") });
    });

    test("can be changed, and keep their address and username", async () => {
      const opened = await open();
      for (const id of ["a", "b", "c"]) {
        const changed = await opened.write(organization, async (tx) => {
          const user = (await tx.users.find({ id: idOf(id) })) as User;
          return tx.users.update(user, { ...changesOf(user), name: "Anna" });
        });
        expect(changed).toMatchObject({ id: idOf(id), name: "Anna" });
      }
    });

    test("can be removed and restored", async () => {
      const opened = await open();
      for (const id of ["a", "b", "c"].map(idOf)) {
        await opened.write(organization, (tx) => tx.users.remove(id, 5));
        expect(
          await opened.write(organization, (tx) =>
            tx.users.restore(id, { status: "active", signedOutAt: 0 }),
          ),
        ).toMatchObject({
          id,
        });
      }
    });

    test("keep others from taking the same address or username", async () => {
      const opened = await open();
      const create = (fields: object) => opened.write(organization, (tx) => addUser(tx, fields));
      for (const email of ["Ann@EXÄMPLE.de", "gone@acme.example"])
        await expect(create({ email })).rejects.toThrow("email");
      await expect(create({ username: "ANN" })).rejects.toThrow("username");
      const taken = await opened.write(organization, async (tx) => {
        const user = (await tx.users.find({ id: idOf("f") })) as User;
        return tx.users.update(user, { ...changesOf(user), email: "ANN@exämple.de" });
      });
      expect(taken).toEqual({ taken: "email" });
    });

    test("are found by the folded letters of names and addresses", async () => {
      const { users } = (await open()).read(organization);
      const found = async (search: string) => names((await users.list({ search }, { size: 10 })).items);
      expect(await found("علی")).toBe("f");
      expect(await found("EXÄMPLE")).toBe("abc");
      const part = await users.list({ email: "@exämple" }, { size: 10 });
      expect(names(part.items)).toBe("abc");
    });

    test("are listed by check-data, with the texts that break a rule", async () => {
      const database = await makeOldDatabase(engine);
      const check = () => runProcess({ WHOSELINE_DATABASE: database }, ["check-data"]);
      expect(await check()).toEqual({
        code: 1,
        output:
          "The database was written by an older version of Whoseline. Run `whoseline migrate`, then check again.\n",
      });
      await (await openStore(database)).close();
      const [a, b, c, e] = ["a", "b", "c", "e"].map(idOf);
      const start = `organization ${organization}, user`;
      expect(await check()).toEqual({
        code: 1,
        output: [
          `${start} ${c}: name must not contain U+202E, a control, invisible or text-direction character`,
          `${start} ${c}: email must be an e-mail address without a dot at the end`,
          `${start} ${e}: email must be an e-mail address without angle brackets`,
          `${start} ${b}: email is the same as that of user ${a}`,
          `${start} ${b}: email is the same as that of user ${c}`,
          `${start} ${c}: email is the same as that of user ${a}`,
          `${start} ${c}: email is the same as that of user ${b}`,
          `${start} ${b}: username is the same as that of user ${a}`,
          `${start} ${b}: username is the same as that of user ${c}`,
          `${start} ${c}: username is the same as that of user ${a}`,
          `${start} ${c}: username is the same as that of user ${b}`,
          "11 problems.",
          "",
        ].join("\n"),
      });
    });
  },
);

test("check-data finds no problem in a new database, and needs an existing file", async () => {
  const made = await makeDatabase("sqlite");
  drop = made.drop;
  const check = () => runProcess({ WHOSELINE_DATABASE: made.database }, ["check-data"]);
  expect(await check()).toEqual({ code: 1, output: `There is no file ${made.database}.\n` });
  await (await openStore(made.database)).close();
  expect(await check()).toEqual({ code: 0, output: "0 problems.\n" });
});
