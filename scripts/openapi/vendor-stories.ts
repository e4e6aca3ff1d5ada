import type { World } from "./native-story.ts";
import type { Recorder } from "./recorder.ts";

const frontDesk = "+14165550133";

/** Calls every operation of the Tether dialect. */
export async function tellTetherStory(tether: Recorder, world: World, superadminKey: string): Promise<void> {
  const key = `Bearer ${superadminKey}`;
  const params = { organizationId: world.organization };
  const body = {
    targetUserId: world.ana.id,
    provider: "twilio",
    phoneNumber: frontDesk,
    isDefault: true,
    label: "Front desk",
  };
  const assign = "post_organizations_phone_numbers";
  await tether.call(assign, { key, params, headers: { "Idempotency-Key": "front-desk-1" }, body });
  await tether.call("get_organizations_phone_numbers", { key, params, query: { provider: "twilio" } });
  const slot = { ...params, targetUserId: world.ana.id, provider: "twilio" };
  await tether.call("delete_organizations_phone_numbers", { key, params: slot });
  await tether.fail(assign, 400, { key, params, body: { ...body, phoneNumber: "416-555-0133" } });
  await tether.fail(assign, 401, { key: "", params, body });
  await tether.fail(assign, 403, { key: `Bearer ${world.adminKey}`, params, body });
  await tether.fail("delete_organizations_phone_numbers", 404, { key, params: slot });
}

/** Calls every operation of the Telnyx dialect. */
export async function tellTelnyxStory(telnyx: Recorder, world: World): Promise<void> {
  const key = `Bearer ${world.adminKey}`;
  const query = { "page[number]": "1", "page[size]": "2", include_groups: "true" };
  const report = "GetOrganizationUsersGroupsReport";
  await telnyx.call("ListOrganizationUsers", { key, query });
  await telnyx.call(report, { key });
  await telnyx.call(report, { key, headers: { accept: "text/csv" } });
  await telnyx.call("GetOrganizationUser", { key, params: { id: world.ana.id } });
  const removal = { key, params: { id: world.leaver.id }, headers: { "Idempotency-Key": "lea-1" } };
  await telnyx.call("DeleteOrganizationUser", removal);
  await telnyx.fail("ListOrganizationUsers", 400, { key, query: { "page[size]": "0" } });
  await telnyx.fail("ListOrganizationUsers", 401, { key: "" });
  await telnyx.fail("ListOrganizationUsers", 403, { key: `Bearer ${world.memberKey}` });
  await telnyx.fail("GetOrganizationUser", 404, { key, params: { id: "f".repeat(24) } });
}

/** Calls every operation of the IPPanel dialect. */
export async function tellIppanelStory(ippanel: Recorder, world: World): Promise<void> {
  const key = world.adminKey;
  const { data } = await ippanel.call("listNumbers", { key, query: { page: "1", per_page: "10" } });
  const number = data.find((it: { number: string }) => it.number === frontDesk);
  const pair = { number_id: number.id, target_user: world.ana.username };
  const assignment = { ...pair, send: true, gets: true };
  await ippanel.call("assignNumber", { key, headers: { "Idempotency-Key": "desk-1" }, body: assignment });
  await ippanel.fail("assignNumber", 400, { key, headers: { "Accept-Language": "en" }, body: assignment });
  await ippanel.call("unassignNumber", { key, body: pair });
  await ippanel.fail("listNumbers", 401, { key: "" });
  await ippanel.fail("listNumbers", 403, { key: world.memberKey });
  await ippanel.fail("unassignNumber", 422, { key, headers: { "Accept-Language": "en" }, body: {} });
}
