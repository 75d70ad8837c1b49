/** JavaScript that stands for a piece of Jinja. `atom`: it can take `.key` without parentheses. */
export interface JavaScript {
  readonly code: string;
  readonly atom: boolean;
}

/** Arguments of a call, a filter or a test. */
export interface JinjaArguments {
  readonly positional: readonly JavaScript[];
  readonly named: ReadonlyMap<string, JavaScript>;
}

export const atom = (code: string): JavaScript => ({ code, atom: true });
export const compound = (code: string): JavaScript => ({ code, atom: false });

/** The code as an operand that binds tightly. */
export const tight = ({ code, atom: isAtom }: JavaScript): string => (isAtom ? code : `(${code})`);
