/** The values among which a user chooses by name. */
export interface Choice {
  /** Listed where a value is none of them. */
  readonly choices: readonly string[];
  /** Other spellings that are accepted, such as Ansible's long names. */
  readonly also?: readonly string[] | undefined;
}

/** Every accepted name. */
export const namesOf = ({ choices, also = [] }: Choice): readonly string[] => [...choices, ...also];

/** The keys of a table as a choice; names that only Ansible has, with dots or an underscore, are accepted without being listed. */
export function choiceOf(table: Readonly<Record<string, unknown>>): Choice {
  const names = Object.keys(table);
  return {
    choices: names.filter((name) => !isLong(name)),
    also: names.filter(isLong),
  };
}

const isLong = (name: string): boolean => /[._]/.test(name);
