/** A password and the label under which it was given; `default` where none was. */
export interface VaultSecret {
  readonly label: string;
  readonly password: Buffer;
}

/** The label that means none: a vault encrypted under it carries no label. */
export const DEFAULT_LABEL = 'default';
