/** A row, by column; null means NULL. */
export type ResultRow = Readonly<Record<string, string | null>>;

/** The rows of each statement, from the client's output with `--xml`. A result set with a column `mark` ends each statement. */
export function parseResultSets(xml: string, mark: string): ResultRow[][] {
  const statements: ResultRow[][] = [];
  let rows: ResultRow[] = [];
  for (const [, body = ''] of xml.matchAll(/<resultset [^>]*>([\s\S]*?)<\/resultset>/g)) {
    const found = parseRows(body);
    if (found[0] && mark in found[0]) {
      statements.push(rows);
      rows = [];
    } else rows = [...rows, ...found];
  }
  return statements;
}

const parseRows = (body: string): ResultRow[] =>
  [...body.matchAll(/<row>([\s\S]*?)<\/row>/g)].map(([, row = '']) =>
    Object.fromEntries(
      [...row.matchAll(/<field name="([^"]*)"(?: xsi:nil="true" \/>|>([\s\S]*?)<\/field>)/g)].map(
        ([, name = '', value]) => [unescape(name), value === undefined ? null : unescape(value)],
      ),
    ),
  );

const unescape = (text: string): string =>
  text.replace(/&(lt|gt|quot|amp);/g, (_, name: string) => ({ lt: '<', gt: '>', quot: '"' })[name] ?? '&');
