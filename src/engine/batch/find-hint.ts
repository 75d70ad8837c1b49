/** The user that a step ran as. */
export interface RanAs {
  readonly user: string;
  readonly loginUser: string;
}

const DENIED =
  /permission denied|operation not permitted|are you root|must be (run as )?root|only root|superuser privileges|interactive authentication required|access denied$/im;

/** A hint, if a step's output shows that its user lacks a permission. */
export function findHint(outputs: readonly string[], { user, loginUser }: RanAs): string | undefined {
  if (user === 'root' || !outputs.some((output) => DENIED.test(output))) return undefined;
  return user === loginUser
    ? `The task ran as ${user}. If it needs root, add become: true to it or to its play.`
    : `The task ran as ${user}, its become_user. If it needs root, remove become_user.`;
}
