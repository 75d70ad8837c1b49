import { valueError } from '../python/py-error.ts';
import { str } from '../python/repr.ts';
import { splitLines } from '../python/text.ts';
import { parseIntText } from '../python/parse-number.ts';
import type { Kwargs } from '../python/bind-arguments.ts';
import { askHost } from '../runtime/ask-host.ts';
import type { TemplateContext } from '../runtime/template-context.ts';
import { compileRegex } from '../python/regex.ts';
import { search } from '../python/regex-match.ts';
import { lookupOf } from './define.ts';
import { missing } from './files.ts';

function read(path: string, $: TemplateContext): string {
  const content = askHost($.world.host, (host) => host.readFile(path));
  if (content === undefined) throw missing('file', path, $);
  return content;
}

/** `key file=a.csv col=1`: options may be part of the term. */
function termOptions(term: string, options: Kwargs): { readonly key: string; readonly options: Kwargs } {
  const [key = '', ...words] = term.split(/\s+/);
  const own = words.filter((word) => word.includes('=')).map((word) => word.split('=', 2) as [string, string]);
  return { key, options: { ...options, ...Object.fromEntries(own) } };
}

function csv(terms: readonly unknown[], given: Kwargs, $: TemplateContext): unknown[] {
  return terms.map((term) => {
    const { key, options } = termOptions(str(term), given);
    const { file = 'ansible.csv', delimiter = 'TAB', col = 1, keycol = 0, default: fallback = null } = options;
    const separator = ['TAB', 't'].includes(str(delimiter)) ? '\t' : str(delimiter);
    const rows = csvRows(read(str(file), $), separator);
    const at = (value: unknown): number => Number(parseIntText(str(value)) ?? 0);
    const row = rows.find((cells) => cells[at(keycol)] === key);
    return row?.[at(col)] ?? fallback;
  });
}

function csvRows(text: string, separator: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (quoted && char === '"' && text.charAt(i + 1) === '"') cell += text.charAt(i++);
    else if (char === '"' && (quoted || cell === '')) quoted = !quoted;
    else if (!quoted && (char === separator || char === '\n')) {
      rows.at(-1)?.push(cell.replace(/\r$/, ''));
      cell = '';
      if (char === '\n') rows.push([]);
    } else cell += char;
  }
  if (cell !== '') rows.at(-1)?.push(cell);
  return rows;
}

function ini(terms: readonly unknown[], given: Kwargs, $: TemplateContext): unknown[] {
  return terms.flatMap((term) => {
    const { key, options } = termOptions(str(term), given);
    const { file = 'ansible.ini', section = 'global', type = 'ini', default: fallback = '', re = false } = options;
    const sections = iniSections(read(str(file), $), str(type) === 'properties');
    const values = sections.get(str(type) === 'properties' ? '' : str(section)) ?? new Map<string, string>();
    if (re === true || re === 'True') return matching(values, key);
    const found = values.get(key.toLowerCase());
    return found === undefined ? (fallback === '' ? [''] : [fallback]) : [found];
  });
}

const FLAGS = { ignoreCase: false, multiline: false };

const matching = (values: ReadonlyMap<string, string>, pattern: string): string[] =>
  [...values].filter(([name]) => search(compileRegex(pattern, FLAGS), name) !== undefined).map(([, value]) => value);

function iniSections(text: string, isProperties: boolean): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let current = new Map<string, string>();
  if (isProperties) sections.set('', current);
  for (const line of splitLines(text)) {
    const header = /^\[([^\]]+)\]/.exec(line)?.[1];
    const at = line.search(/[=:]/);
    if (/^\s*([#;]|$)/.test(line)) continue;
    if (header !== undefined) sections.set(header, (current = new Map<string, string>()));
    else if (at > 0) current.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim());
    else throw valueError('The INI file has a line that is neither a section nor a pair');
  }
  return sections;
}

/** Lookups in tables of text. */
export const TABLE_LOOKUPS = [lookupOf('csvfile', csv), lookupOf('ini', ini)];
