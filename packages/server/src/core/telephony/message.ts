/** A text message as its carrier reports it. */
export interface CarrierMessage {
  /** The carrier's id: the same when it repeats the webhook. */
  readonly id: string;
  /** E.164, or the line as the carrier spells it where it is no number. */
  readonly to: string;
  /** Opaque. */
  readonly from: string;
  readonly text: string;
  readonly mediaUrls: readonly string[];
}
