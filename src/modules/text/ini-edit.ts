import { joinLines, splitLines } from './text-lines.ts';

export interface IniEdit {
  /** Undefined for the options before the first section. */
  readonly section?: string | undefined;
  readonly option?: string | undefined;
  /** More than one if the option occurs several times; empty for an option without a value. */
  readonly values: readonly string[];
  readonly state: 'present' | 'absent';
  /** Whether other lines of the option are removed. */
  readonly exclusive: boolean;
  readonly allow_no_value: boolean;
  /** Whether to write `option=value`, without spaces around the sign. */
  readonly no_extra_spaces: boolean;
}

interface Section {
  /** Index of the first line after the heading. */
  readonly start: number;
  readonly end: number;
}

/** The text with the requested option. If no edit is needed, the text is returned unchanged. */
export function editIni(edit: IniEdit, text: string): string {
  const split = splitLines(text);
  const section = findSection(split.lines, edit.section);
  const edited = edit.state === 'absent' ? without(edit, split.lines, section) : withOption(edit, split.lines, section);
  const isSame = edited.length === split.lines.length && edited.every((line, i) => line === split.lines[i]);
  return isSame ? text : joinLines(split, edited);
}

function findSection(lines: readonly string[], name: string | undefined): Section | undefined {
  const isOwn = (line: string): boolean => name !== undefined && line.startsWith(`[${name}]`);
  const first = name === undefined ? -1 : lines.findIndex(isOwn);
  if (name !== undefined && first < 0) return undefined;
  const end = lines.findIndex((line, i) => i > first && line.startsWith('[') && !isOwn(line));
  const within = lines.slice(0, end < 0 ? lines.length : end);
  return { start: name === undefined ? 0 : within.findLastIndex(isOwn) + 1, end: within.length };
}

interface OptionLine {
  readonly isActive: boolean;
  readonly value: string;
}

/** Parses a line of the option. A commented-out line counts as a former setting, which may be restored. */
function optionAt(line: string, option: string): OptionLine | undefined {
  const [, comment = '', rest = ''] = /^[ \t]*([#;]?)[ \t]*(.*)$/.exec(line) ?? [];
  if (!rest.startsWith(option)) return undefined;
  const value = /^[ \t]*(?:=[ \t]*(.*))?$/.exec(rest.slice(option.length));
  return value ? { isActive: comment === '', value: value[1] ?? '' } : undefined;
}

function without(edit: IniEdit, lines: readonly string[], section: Section | undefined): readonly string[] {
  if (!section) return lines;
  const { start, end } = section;
  const { option, exclusive, values } = edit;
  if (option === undefined) return withoutSection(edit, lines, section);
  return lines.filter((line, i) => {
    const found = i >= start && i < end ? optionAt(line, option) : undefined;
    return !(found?.isActive && (exclusive || values.includes(found.value)));
  });
}

/** Removes all sections with the name. */
function withoutSection(edit: IniEdit, lines: readonly string[], { start, end }: Section): readonly string[] {
  const heading = edit.section === undefined ? 0 : 1;
  const rest = lines.toSpliced(start - heading, end - start + heading);
  return heading === 0 ? rest : without(edit, rest, findSection(rest, edit.section));
}

function withOption(edit: IniEdit, lines: readonly string[], section: Section | undefined): readonly string[] {
  const { option } = edit;
  const wanted = option === undefined ? [] : edit.values.length > 0 ? edit.values : [undefined];
  if (!section) return [...lines, `[${edit.section ?? ''}]`, ...wanted.map((value) => render(edit, value))];
  if (option === undefined) return lines;
  const { start, end } = section;
  const matched = match(edit, option, lines.slice(start, end));
  const filled = edit.exclusive && !edit.allow_no_value ? fill(edit, option, matched) : matched;
  const added = filled.missing.map((value) => render(edit, value));
  return lines.toSpliced(
    start,
    end - start,
    ...insertAtEnd(
      filled.lines.map(({ text }) => text),
      added,
    ),
  );
}

interface Matched {
  readonly lines: readonly { readonly text: string; readonly isSettled: boolean }[];
  /** Values for which no line has been found. */
  readonly missing: readonly (string | undefined)[];
}

/** Normalizes lines that already have a requested value, each value once. */
function match(edit: IniEdit, option: string, lines: readonly string[]): Matched {
  const missing: (string | undefined)[] = edit.values.length > 0 ? [...edit.values] : [undefined];
  const settled = lines.map((text) => {
    const found = optionAt(text, option);
    const place = found ? missing.findIndex((value) => value === undefined || value === found.value) : -1;
    if (place < 0) return { text, isSettled: false };
    const [value] = missing.splice(place, 1);
    return { text: render(edit, value), isSettled: true };
  });
  return { lines: settled, missing };
}

/** Assigns the missing values to the remaining lines of the option; surplus lines are removed. */
function fill(edit: IniEdit, option: string, { lines, missing }: Matched): Matched {
  const rest = [...missing];
  const filled = lines.flatMap((line) => {
    if (line.isSettled || !optionAt(line.text, option)) return [line];
    return rest.splice(0, 1).map((value) => ({ text: render(edit, value), isSettled: true }));
  });
  return { lines: filled, missing: rest };
}

function render({ option = '', no_extra_spaces, allow_no_value }: IniEdit, value: string | undefined): string {
  if (value === undefined || (value === '' && allow_no_value)) return option;
  return `${option}${no_extra_spaces ? '=' : ' = '}${value}`;
}

/** Inserts before the blank lines and comments at the end of a section, which may belong to the next section. */
function insertAtEnd(lines: readonly string[], added: readonly string[]): string[] {
  const last = lines.findLastIndex((line) => !/^[ \t]*([#;].*)?$/.test(line));
  return lines.toSpliced(last + 1, 0, ...added);
}
