import { PyError, typeError } from '../python/py-error.ts';
import { str } from '../python/repr.ts';
import { stripRight } from '../python/text.ts';
import { toPlainKwargs } from '../python/kwargs.ts';
import { refuseUndefined } from '../python/undefined.ts';
import { isInt, typeName } from '../python/values.ts';
import { filter } from './define.ts';
import { repeatText } from '../python/stopwatch.ts';

interface Style {
  readonly beginning?: string;
  readonly decoration: string;
  readonly end?: string;
}

const STYLES: Readonly<Record<string, Style>> = {
  plain: { decoration: '# ' },
  erlang: { decoration: '% ' },
  c: { decoration: '// ' },
  cblock: { beginning: '/*', decoration: ' * ', end: ' */' },
  xml: { beginning: '<!--', decoration: ' - ', end: '-->' },
};

/** The text as a comment in a configuration file. */
function comment(value: unknown, [style = 'plain', kwargs]: readonly unknown[]): string {
  refuseUndefined(value);
  const known = STYLES[str(style)];
  if (!known) throw new PyError('KeyError', `comment has no style ${str(style)}`);
  if (typeof value !== 'string') throw typeError(`comment takes a text, not ${typeName(value)}`);
  const given = toPlainKwargs(kwargs);
  const edge = stripRight(str(given['decoration'] ?? known.decoration));
  const option = (name: string, fallback: string): string => str(given[name] ?? fallback);
  const count = (name: string): number => (isInt(given[name]) ? Number(given[name]) : Number(given[name] ?? 1));
  const newline = option('newline', '\n');
  const [beginning, end] = [option('beginning', known.beginning ?? ''), option('end', known.end ?? '')];
  const [prefix, postfix] = [option('prefix', edge), option('postfix', edge)];
  const decoration = option('decoration', known.decoration);
  const body = (decoration + value.replaceAll(newline, newline + decoration)).replaceAll(
    decoration + newline,
    stripRight(decoration) + newline,
  );
  return [
    beginning === '' ? '' : beginning + newline,
    prefix === '' ? '' : repeatText(prefix === newline ? newline : prefix + newline, count('prefix_count')),
    body,
    repeatText(newline + postfix, count('postfix_count')),
    end === '' ? '' : newline + end,
  ].join('');
}

export const COMMENT_FILTERS = [filter('comment', 'style? **kwargs', comment)];
