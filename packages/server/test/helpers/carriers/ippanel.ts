import { CarrierSimulator, type SimulatedRequest, type SimulatedResponse } from "./simulator.ts";

export interface InboxMessage {
  readonly messages_inbox_id: number;
  readonly from: string;
  readonly number: string;
  readonly message: string;
}

/** IPPanel's inbox: https://github.com/ippanelcom/Edge-Document, docs/report/inbox-report.md. The newest message is first. */
export class IppanelInbox {
  readonly simulator = new CarrierSimulator((request) => this.#answer(request));
  readonly messages: InboxMessage[] = [];
  token = "token1";
  /** The most messages on a page, whatever is asked for. */
  pageSizeMax = 100;
  /** What no example shows, but no text excludes. */
  isOldestFirst = false;
  #lastId = 120;

  get url(): string {
    return this.simulator.url;
  }

  /** The pages that were read, each with the last id that was sent. */
  get reads(): (readonly [page: number, fromId: number | undefined])[] {
    return this.simulator.requests.map(({ body }) => {
      const { page, filters } = JSON.parse(body);
      return [page, filters?.from_id];
    });
  }

  receive(number: string, message: string, from = "+989122222222"): InboxMessage {
    this.#lastId += 1;
    const received = { messages_inbox_id: this.#lastId, from, number, message };
    this.messages.push(received);
    return received;
  }

  #answer(request: SimulatedRequest): SimulatedResponse {
    if (`${request.method} ${request.url.pathname}` !== "POST /v1/api/report/messages-inbox")
      return { status: 404 };
    if (request.headers.authorization !== this.token) {
      const meta = { status: false, message: "اطلاعات وارد شده صحیح نمی باشد", message_parameters: [] };
      return { status: 401, body: { data: null, meta: { ...meta, message_code: "400-1", errors: {} } } };
    }
    const { page = 1, per_page = 10, filters } = JSON.parse(request.body);
    const size = Math.min(per_page, this.pageSizeMax);
    const after = this.messages.filter((it) => it.messages_inbox_id > (filters?.from_id ?? 0));
    const ordered = this.isOldestFirst ? after : after.toReversed();
    const rows = ordered.slice((page - 1) * size, page * size);
    const data = rows.map((it) => ({ ...it, type: "normal", time: 1_747_808_125, seen: "0" }));
    const pages = Math.max(1, Math.ceil(after.length / size));
    const counts = { current_page: page, last_page: pages, per_page: size, total: after.length };
    return { body: { data, meta: { ...counts, status: true, message: "انجام شد", message_code: "200-1" } } };
  }
}
