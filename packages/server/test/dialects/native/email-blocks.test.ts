import { describe, expect, test } from "vitest";
import { engineNames } from "../../helpers/engines.ts";
import { useTestContext } from "../../helpers/test-context.ts";
import type { Person } from "../../helpers/world.ts";

describe.each(engineNames)("on %s", (engine) => {
  const context = useTestContext(engine);
  const setStatus = (user: { id: string }, status: string) =>
    context.platform.patch(`/users/${user.id}`, { status });
  const changeEmail = (user: { id: string }, email: string, by = context.admin) =>
    by.patch(`/users/${user.id}`, { email });
  const create = (email: string, by = context.admin) => by.post("/users", { name: "New", email });
  const remove = async (user: { id: string }) => {
    await context.admin.delete(`/users/${user.id}`);
    return (await context.admin.get("/offboardings")).json.items.at(-1).id as string;
  };
  const undo = (offboarding: string) => context.admin.post(`/offboardings/${offboarding}/undo`);
  const blocked = (answer: { status: number; json: { code: string } }) =>
    expect([answer.status, answer.json.code]).toEqual([409, "email_blocked"]);

  test("removing a blocked user does not free their e-mail address, for admins and superadmins", async () => {
    const { member, other } = context.acme;
    await setStatus(member, "blocked");
    await remove(member);
    for (const email of [member.email, member.email.toUpperCase()]) {
      blocked(await create(email));
      blocked(await create(email, context.platform));
      blocked(await changeEmail(other, email));
    }
    expect((await create("somebody@acme.example")).status).toBe(201);
  });

  test("an address that a blocked user had before stays blocked, and so does the new one", async () => {
    const { member, other } = context.acme;
    await setStatus(member, "blocked");
    expect((await changeEmail(member, "lisa@acme.example")).json.status).toBe("blocked");
    for (const email of [member.email, "lisa@acme.example"]) {
      await changeEmail(member, "third@acme.example");
      blocked(await create(email));
      blocked(await changeEmail(other, email));
    }
  });

  test("undoing an offboarding restores a blocked user blocked, and nobody else with the address", async () => {
    const { member } = context.acme;
    const first = await remove(member);
    const { json: second } = await create(member.email);
    await setStatus(second, "blocked");
    const offboarding = await remove(second);
    blocked(await undo(first));
    expect((await undo(offboarding)).json.user).toMatchObject({ id: second.id, status: "blocked" });
    blocked(await create("x@acme.example").then(({ json }) => changeEmail(json, member.email)));
  });

  test.each(["active", "disabled"])(
    "a superadmin who makes the user %s lifts all their blocks",
    async (status) => {
      const { member } = context.acme;
      await setStatus(member, "blocked");
      await changeEmail(member, "lisa@acme.example");
      expect((await context.admin.patch(`/users/${member.id}`, { status })).status).toBe(403);
      expect((await context.admin.get("/email-blocks")).json.items).toHaveLength(2);
      expect((await setStatus(member, status)).json.status).toBe(status);
      expect((await context.admin.get("/email-blocks")).json.items).toEqual([]);
      expect((await create(member.email)).status).toBe(201);
    },
  );

  test("a superadmin, and no admin, lifts the block of a removed user", async () => {
    const { member } = context.acme;
    await setStatus(member, "blocked");
    await remove(member);
    const { items } = (await context.admin.get("/email-blocks")).json;
    expect(items).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{24}$/),
        email: member.email,
        userId: member.id,
        blockedAt: "2026-03-03T14:00:00.000Z",
      },
    ]);
    const path = `/email-blocks/${items[0].id}`;
    expect((await context.admin.delete(path)).status).toBe(403);
    blocked(await create(member.email));
    expect((await context.platform.delete(path)).json).toEqual(items[0]);
    const again = await context.platform.delete(path);
    expect([again.status, again.json.code]).toEqual([404, "email_block_not_found"]);
    expect((await create(member.email)).status).toBe(201);
  });

  test("blocking and lifting are events", async () => {
    const { member } = context.acme;
    await setStatus(member, "blocked");
    await setStatus(member, "active");
    const { items } = (await context.admin.get(`/events?user=${member.id}&limit=200`)).json;
    const [block] = items.filter(({ kind }: { kind: string }) => kind === "emailBlock.created");
    expect(block).toMatchObject({ before: null, after: { email: member.email, userId: member.id } });
    const kinds = items.map(({ kind }: { kind: string }) => kind).slice(-4);
    expect(kinds).toEqual(["user.updated", "emailBlock.created", "emailBlock.lifted", "user.updated"]);
    expect(items.at(-2)).toMatchObject({ subjectId: block.subjectId, before: block.after, after: null });
  });

  test("a block concerns its own organization only", async () => {
    const { member } = context.acme;
    await setStatus(member, "blocked");
    const owner: Pick<Person, "name" | "email"> = { name: "Mona", email: member.email };
    const made = await context.app.ask("POST /registry/v1/organizations", { body: { name: "Other", owner } });
    expect(made.status).toBe(201);
  });
});
