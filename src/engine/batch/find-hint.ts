/** Who a step ran as. */
export interface RanAs {
  readonly user: string;
  readonly loginUser: string;
}

const DENIED =
  /permission denied|operation not permitted|are you root|must be (run as )?root|only root|superuser privileges|interactive authentication required|access denied$/im;

/** What to try, where the output of a step shows that its user may not do this. */
export function findHint(outputs: readonly string[], { user, loginUser }: RanAs): string | undefined {
  if (user === 'root' || !outputs.some((output) => DENIED.test(output))) return undefined;
  return user === loginUser
    ? `The task ran as ${user}. If it needs root, add become: true to it or to its play.`
    : `The task ran as ${user}, its become_user. If it needs root, leave become_user out.`;
}
