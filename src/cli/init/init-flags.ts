/** The flags of `provision init`. */
export interface InitFlags {
  readonly host?: string;
  readonly user?: string;
  readonly privateKey?: string;
  readonly role?: readonly string[];
}
