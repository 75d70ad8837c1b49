/** The hosts of the play under way, by name, in the order of the play. */
export interface PlayHosts {
  /** All that its pattern names and `--limit` leaves. */
  readonly all: readonly string[];
  /** Of these, those that have not failed. */
  readonly left: readonly string[];
  /** Of these, those of the batch under way. */
  readonly batch: readonly string[];
}
