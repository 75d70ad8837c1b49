/** The fields of `docker container inspect` that are compared. */
export interface Inspected {
  readonly Image: string;
  readonly State: { readonly Running: boolean; readonly Paused: boolean };
  readonly Config: Fields;
  readonly HostConfig: Fields;
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, unknown>> | null };
}
type Fields = Readonly<Record<string, unknown>>;

/** One property of a container: its command-line options, and the desired and the current value in the same form. */
export interface ContainerOption {
  readonly attribute: string;
  readonly words: readonly string[];
  readonly wanted: unknown;
  readonly found: (container: Inspected) => unknown;
}
