import type { CarrierAccountId, LoggedCall, Page, PageRequest, UserId } from "../../model.ts";
import type { CallFilter, CallWriter } from "../contract/calls.ts";
import { Conditions, listPage } from "../sql.ts";
import { BoundQueries } from "./bound-queries.ts";

type CallRow = Omit<LoggedCall, "organizationId" | "endpoints" | "startedAt"> & {
  readonly endpoints: string;
  readonly reversedAt: number;
};

const columns = `id, account_id as "carrierAccountId", carrier_call_id as "carrierCallId", provider, direction,
  reversed_at as "reversedAt", last_report_at as "lastReportAt", line, number_id as "numberId", user_id as "userId",
  other_digits as "otherDigits", decision, rule, endpoints, outcome, expires_at as "expiresAt"`;

export class CallQueries extends BoundQueries implements CallWriter {
  list(filter: CallFilter, page: PageRequest): Promise<Page<LoggedCall>> {
    const { numberId, userId, line, direction, outcome, from, to } = filter;
    return listPage<CallRow, LoggedCall>({
      sql: this.sql,
      columns: `${columns}, reversed_at`,
      from: "from calls",
      conditions: new Conditions()
        .and("organization_id = ?", this.organizationId)
        .and("number_id = ?", numberId)
        .and("user_id = ?", userId)
        .and("line = ?", line)
        .and("direction = ?", direction)
        .and("outcome = ?", outcome)
        .and("reversed_at <= ?", from === undefined ? undefined : -from)
        .and("reversed_at > ?", to === undefined ? undefined : -to),
      order: ["reversed_at", "id"],
      page,
      toItem: (row) => this.#toCall(row),
      keyOf: (row) => [row.reversedAt, row.id],
    });
  }

  async find(accountId: CarrierAccountId, callKey: string): Promise<LoggedCall | undefined> {
    const row = await this.sql.first<CallRow>(
      `select ${columns} from calls where organization_id = $1 and account_id = $2 and call_key = $3`,
      this.organizationId,
      accountId,
      callKey,
    );
    return row && this.#toCall(row);
  }

  #toCall({ endpoints, reversedAt, ...row }: CallRow): LoggedCall {
    const { organizationId } = this;
    return { ...row, organizationId, endpoints: JSON.parse(endpoints), startedAt: -reversedAt };
  }

  async store(call: LoggedCall, callKey: string): Promise<void> {
    await this.sql.run(
      `insert into calls (organization_id, id, account_id, call_key, carrier_call_id, provider, direction,
         reversed_at, last_report_at, line, number_id, user_id, other_digits, decision, rule, endpoints, outcome,
         expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
       on conflict (organization_id, id) do update set reversed_at = excluded.reversed_at,
         last_report_at = excluded.last_report_at, number_id = excluded.number_id, user_id = excluded.user_id,
         decision = excluded.decision, rule = excluded.rule, endpoints = excluded.endpoints, outcome = excluded.outcome,
         expires_at = excluded.expires_at`,
      this.organizationId,
      call.id,
      call.carrierAccountId,
      callKey,
      call.carrierCallId,
      call.provider,
      call.direction,
      -call.startedAt,
      call.lastReportAt,
      call.line,
      call.numberId,
      call.userId,
      call.otherDigits,
      call.decision,
      call.rule,
      JSON.stringify(call.endpoints),
      call.outcome,
      call.expiresAt,
    );
  }

  eraseUser(userId: UserId): Promise<number> {
    return this.sql.run(
      "update calls set user_id = null, endpoints = '[]' where organization_id = $1 and user_id = $2",
      this.organizationId,
      userId,
    );
  }
}
