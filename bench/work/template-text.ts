/** The two languages of templates; sources are written in EJS. */
export type TemplateLanguage = 'ejs' | 'jinja';

/** A text with `<%= name %>` in it, in one of the languages. Only names and members stand in the tags, which both understand. */
export function inLanguage(source: string, language: TemplateLanguage): string {
  return language === 'ejs' ? source : source.replaceAll('<%=', '{{').replaceAll('%>', '}}');
}
