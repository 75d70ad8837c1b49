/** The two languages of templates; sources are written in EJS. */
export type TemplateLanguage = 'ejs' | 'jinja';

/** Converts a text with `<%= name %>` to one of the languages. The tags contain only names and members, which both support. */
export function inLanguage(source: string, language: TemplateLanguage): string {
  return language === 'ejs' ? source : source.replaceAll('<%=', '{{').replaceAll('%>', '}}');
}
