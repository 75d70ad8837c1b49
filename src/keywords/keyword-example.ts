import { KEYWORD_TABLE } from './keywords.ts';

/** The value that a keyword has in its example, where it stands in the keyword's line: `[1, 25%]` of serial. */
export function exampleOf(name: string): string | undefined {
  for (const { example } of KEYWORD_TABLE.filter((keyword) => keyword.name === name)) {
    const found = new RegExp(`^[ -]*${name}: (?![|>]$)(.+)$`, 'm').exec(example);
    if (found) return found[1];
  }
  return undefined;
}
