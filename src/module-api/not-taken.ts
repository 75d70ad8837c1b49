/** One answer for several parameters that Ansible takes and a module here does not. */
export const notTakenFor = (names: readonly string[], instead: string): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, instead]));
