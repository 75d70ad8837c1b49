import { truth } from '../python/compare.ts';
import { dictGet } from '../python/dict.ts';
import { PyError } from '../python/py-error.ts';
import { str } from '../python/repr.ts';
import { splitLines, stripLeft, stripRight } from '../python/text.ts';
import { isDict, isList } from '../python/values.ts';
import type { Kwargs } from '../python/bind-arguments.ts';
import { scopeWith } from '../../run/scope-with.ts';
import { askHost } from '../runtime/ask-host.ts';
import type { TemplateContext } from '../runtime/template-context.ts';
import { evaluated } from '../runtime/native.ts';
import { lookupOf } from './define.ts';

/** The error for a file or template that was not found. */
export const missing = (what: 'file' | 'template', path: string, { world }: TemplateContext): PyError =>
  new PyError('ValueError', `There is no ${what} ${path}`, world.host.suggestFile?.(path, `${what}s`));

function file(terms: readonly unknown[], { lstrip = false, rstrip = true }: Kwargs, $: TemplateContext): unknown[] {
  return terms.map((term) => {
    const path = str(term);
    const content = askHost($.world.host, (host) => host.readFile(path));
    if (content === undefined) throw missing('file', path, $);
    const left = truth(lstrip) ? stripLeft(content) : content;
    return truth(rstrip) ? stripRight(left) : left;
  });
}

function template(terms: readonly unknown[], options: Kwargs, $: TemplateContext): unknown[] {
  const { template_vars: own = {}, convert_data: convert = true } = options;
  return terms.map((term) => {
    const path = str(term);
    const source = askHost($.world.host, (host) => host.readTemplate(path));
    if (!source) throw missing('template', path, $);
    const text = $.world.renderFile(source, scopeWith($.world.scope, own as Readonly<Record<string, unknown>>));
    return truth(convert) && typeof text === 'string' ? evaluated(text) : text;
  });
}

function firstFound(terms: readonly unknown[], options: Kwargs, $: TemplateContext): unknown[] {
  const { files = [], paths = [], skip = false } = options;
  const candidates = terms.length > 0 ? terms.flatMap(candidatesOf) : candidatesOf({ files, paths });
  for (const path of candidates) {
    const found = askHost($.world.host, (host) => host.findFile?.(path));
    if (found !== undefined) return [found];
  }
  if (truth(skip) || terms.some((term) => isDict(term) && truth(dictGet(term, 'skip') ?? false))) return [];
  throw new PyError('ValueError', `None of these files is there: ${candidates.join(', ')}`);
}

function candidatesOf(term: unknown): string[] {
  if (isList(term)) return term.flatMap(candidatesOf);
  if (!isDict(term)) return [str(term)];
  const [files, paths] = [namesIn(dictGet(term, 'files')), namesIn(dictGet(term, 'paths'))];
  if (paths.length === 0) return files;
  return paths.flatMap((path) => files.map((name) => `${path.replace(/\/$/, '')}/${name}`));
}

/** Splits a text with several names, separated by commas, semicolons or colons. */
function namesIn(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  const names = isList(value) ? value.flatMap(namesIn) : str(value).split(/[,;:]/);
  return names.map((name) => name.trim()).filter((name) => name !== '');
}

function lines(terms: readonly unknown[], _: Kwargs, $: TemplateContext): unknown[] {
  return terms.map(str).flatMap((command) => {
    const output = askHost($.world.host, (host) => host.runCommand?.(command) ?? '');
    return splitLines(output).map(stripRight);
  });
}

/** Lookups of files. */
export const FILE_LOOKUPS = [
  lookupOf('file', file),
  lookupOf('unvault', (terms, options, $) => file(terms, { ...options, rstrip: false }, $)),
  lookupOf('template', template),
  lookupOf('first_found', firstFound),
  lookupOf('fileglob', (terms, _, $) =>
    terms.map(str).flatMap((glob) => [...askHost($.world.host, (host) => host.listFiles(glob))]),
  ),
  lookupOf('lines', lines),
];
