/** The two languages that expressions are written in: EJS, and Jinja for what comes from Ansible. */
export type Syntax = 'ejs' | 'jinja';

/** The language of a file or role: said by `syntax:`, or told by the expressions in it. */
export interface Dialect {
  readonly syntax: Syntax;
  readonly said: boolean;
}

export const holdsEjs = (text: string): boolean => /<%|%>/.test(text);

/** Whether Jinja's tags stand in a text, outside of those of EJS. */
export const holdsJinja = (text: string): boolean => firstJinja(text) !== undefined;

/** The place of the first of Jinja's tags in a text, outside of those of EJS. Comments are left alone: shell has `${#a}`. */
export function firstJinja(text: string): { readonly start: number; readonly end: number } | undefined {
  const outside = text.replace(/<%[^]*?%>/g, (tag) => ' '.repeat(tag.length));
  const match = /\{\{[^]*?\}\}|\{%[^]*?%\}|\{\{|\{%/.exec(outside);
  return match ? { start: match.index, end: match.index + match[0].length } : undefined;
}

/** The language of a template file; `unclear` where neither its name, nor its tags, nor its role tell. */
export function templateSyntax(path: string, text: string, role: Dialect | undefined): Syntax | 'unclear' {
  if (/\.(j2|jinja2?)$/.test(path)) return 'jinja';
  if (path.endsWith('.ejs') || text.includes('<%')) return 'ejs';
  if (role) return role.syntax;
  return holdsJinja(text) ? 'unclear' : 'ejs';
}
