import { joinLines, splitLines } from './text-lines.ts';

export interface LimitEdit {
  readonly domain: string;
  readonly limit_type: string;
  readonly limit_item: string;
  readonly value: string;
  readonly use_max: boolean;
  readonly use_min: boolean;
  readonly comment: string;
}

/** The text with the requested limit: the first line for it is changed, later ones are removed. */
export function editLimits(edit: LimitEdit, text: string): string {
  const split = splitLines(text);
  const own = (line: string): string | undefined => valueOf(edit, line);
  const at = split.lines.findIndex((line) => own(line) !== undefined);
  if (at < 0) return joinLines(split, [...split.lines, render(edit, edit.value)]);
  const found = own(split.lines[at] ?? '') ?? '';
  const wanted = choose(edit, found);
  const edited = split.lines.flatMap((line, i) => {
    if (own(line) === undefined) return [line];
    if (i > at) return [];
    return [found === wanted ? line : render(edit, wanted)];
  });
  return edited.length === split.lines.length && found === wanted ? text : joinLines(split, edited);
}

function valueOf({ domain, limit_type, limit_item }: LimitEdit, line: string): string | undefined {
  const [name, type, item, value, ...rest] = line.replace(/#.*$/, '').trim().split(/\s+/);
  const isOwn = name === domain && type === limit_type && item === limit_item && rest.length === 0;
  return isOwn ? value : undefined;
}

/** With use_max and use_min, the existing value is kept if it is greater or smaller, respectively. */
function choose({ value, use_max, use_min }: LimitEdit, found: string): string {
  const [a, b] = [amountOf(found), amountOf(value)];
  if (a === b) return found;
  if (use_max) return a > b ? found : value;
  if (use_min) return a < b ? found : value;
  return value;
}

const amountOf = (value: string): number =>
  /^(unlimited|infinity|-1)$/.test(value) ? Number.POSITIVE_INFINITY : Number(value);

const render = (edit: LimitEdit, value: string): string =>
  [edit.domain, edit.limit_type, edit.limit_item, value].join('\t') + (edit.comment && `\t#${edit.comment}`);
