import { joinLines, splitLines } from '../text/text-lines.ts';

/** The text of a file of repositories with the section of one; without it if there are no options. Other sections are kept as they are. */
export function editRepository(
  id: string,
  options: Readonly<Record<string, unknown>> | undefined,
  text: string,
): string {
  const split = splitLines(text);
  const start = split.lines.findIndex((line) => headingOf(line) === id);
  const next = split.lines.findIndex((line, i) => i > start && headingOf(line) !== undefined);
  const end = next < 0 ? split.lines.length : next;
  const section = options && [`[${id}]`, ...renderOptions(options)];
  const before = start < 0 ? split.lines : split.lines.slice(0, start);
  const after = start < 0 ? [] : split.lines.slice(end);
  if (section && start >= 0 && isSame(split.lines.slice(start, end), section)) return text;
  const lines = [...(section ? withBlank(before) : before), ...(section ? [...section, ''] : []), ...after];
  return joinLines(split, lines);
}

const headingOf = (line: string): string | undefined => /^\[([^\]]+)\]/.exec(line)?.[1];

/** Empty lines at the end of a section are no part of it. */
function isSame(found: readonly string[], section: readonly string[]): boolean {
  const last = found.findLastIndex((line) => line.trim() !== '');
  return found.slice(0, last + 1).join('\n') === section.join('\n');
}

const withBlank = (lines: readonly string[]): readonly string[] =>
  lines.length === 0 || lines.at(-1)?.trim() === '' ? lines : [...lines, ''];

/** In alphabetical order, as Ansible writes them. */
const renderOptions = (options: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]) => `${name} = ${renderValue(name, value)}`.split('\n'));

function renderValue(name: string, value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  return Array.isArray(value) ? value.join(name === 'baseurl' || name === 'gpgkey' ? '\n\t' : ' ') : String(value);
}
