/** The hosts of the current play, by name, in the order of the play. */
export interface PlayHosts {
  /** All hosts of its pattern that `--limit` selects. */
  readonly all: readonly string[];
  /** Those of `all` that have not failed. */
  readonly left: readonly string[];
  /** Those of the current batch. */
  readonly batch: readonly string[];
}
