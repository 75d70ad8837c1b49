/** The two languages of expressions: EJS, and Jinja for files from Ansible. */
export type Syntax = 'ejs' | 'jinja';

/** The language of a file or role: declared by `syntax:`, or determined from its expressions. */
export interface Dialect {
  readonly syntax: Syntax;
  readonly said: boolean;
}

export const holdsEjs = (text: string): boolean => /<%|%>/.test(text);

/** Whether a text contains Jinja tags outside of EJS tags. */
export const holdsJinja = (text: string): boolean => firstJinja(text) !== undefined;

/** The position of the first Jinja tag in a text, outside of EJS tags. Jinja comments are ignored, since shell code contains `${#a}`. */
export function firstJinja(text: string): { readonly start: number; readonly end: number } | undefined {
  const outside = text.replace(/<%[^]*?%>/g, (tag) => ' '.repeat(tag.length));
  const match = /\{\{[^]*?\}\}|\{%[^]*?%\}|\{\{|\{%/.exec(outside);
  return match ? { start: match.index, end: match.index + match[0].length } : undefined;
}

/** The language of a template file; `unclear` if neither its name, nor its tags, nor its role determine it. */
export function templateSyntax(path: string, text: string, role: Dialect | undefined): Syntax | 'unclear' {
  if (/\.(j2|jinja2?)$/.test(path)) return 'jinja';
  if (path.endsWith('.ejs') || text.includes('<%')) return 'ejs';
  if (role) return role.syntax;
  return holdsJinja(text) ? 'unclear' : 'ejs';
}
