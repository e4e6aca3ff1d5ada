import { type OrganizationId, type OrganizationStatus, organizationStatuses } from "../model.ts";
import { IndexedRecords, idWidth } from "./memory/id-records.ts";

const status = idWidth;
const width = status + 1;

export class OrganizationRecords extends IndexedRecords<OrganizationId> {
  constructor() {
    super(width);
  }

  /** Adds an active organization when there is none with the id. Returns its row; `at`: where the id starts in `id`. */
  ensure(id: string, at = 0): number {
    return this.find(id, at) ?? this.addId(id, at);
  }

  status(row: number): OrganizationStatus {
    return organizationStatuses[this.get(row, status)] as OrganizationStatus;
  }
  setStatus(row: number, value: OrganizationStatus): void {
    this.set(row, status, organizationStatuses.indexOf(value));
  }
}
