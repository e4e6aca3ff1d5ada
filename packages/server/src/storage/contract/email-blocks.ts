import type { EmailBlock, EmailBlockId, Page, PageRequest, UserId } from "../../model.ts";

export interface EmailBlockReader {
  /** The block of an e-mail address in any spelling. */
  ofEmail(email: string): Promise<EmailBlock | undefined>;
  /** Ordered by id. */
  list(page: PageRequest): Promise<Page<EmailBlock>>;
}

export interface EmailBlockWriter extends EmailBlockReader {
  /** Returns false and changes nothing when the address is blocked already. */
  create(block: EmailBlock): Promise<boolean>;
  /** Deletes the block and returns it. */
  delete(id: EmailBlockId): Promise<EmailBlock | undefined>;
  /** Deletes the blocks that a user caused, and that of an e-mail address, and returns them ordered by id. */
  deleteOfUser(userId: UserId, email: string): Promise<readonly EmailBlock[]>;
}
