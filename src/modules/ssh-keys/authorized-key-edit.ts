import { joinLines, splitLines } from '../text/text-lines.ts';

/** A line of authorized_keys (sshd(8)). */
export interface KeyLine {
  readonly options: string;
  readonly type: string;
  /** The key in base64: two lines with the same blob are the same key. */
  readonly blob: string;
  readonly comment: string;
}

export interface KeyEdit {
  readonly key: string;
  readonly state: 'present' | 'absent';
  readonly exclusive: boolean;
  readonly key_options?: string | undefined;
  readonly comment?: string | undefined;
}

/** Options may contain spaces within double quotes. */
const KEY_LINE =
  /^\s*(?:((?:[^\s"]|"(?:\\"|[^"])*")+)\s+)?((?:sk-)?(?:ssh|ecdsa)-[\w@.-]+)\s+([A-Za-z0-9+/]{16,}={0,3})(?:\s+(.*?))?\s*$/;

export function parseKeyLine(line: string): KeyLine | undefined {
  const [, options = '', type, blob, comment = ''] = line.trimStart().startsWith('#')
    ? []
    : (KEY_LINE.exec(line) ?? []);
  return type === undefined || blob === undefined ? undefined : { options, type, blob, comment };
}

const keyLines = (text: string): string[] => text.split('\n').filter((line) => /^\s*[^\s#]/.test(line));

/** Whether there is at least one key, and all lines except comments are keys. */
export const isKeyText = (text: string): boolean =>
  keyLines(text).length > 0 && keyLines(text).every((line) => parseKeyLine(line) !== undefined);

/** The distinct keys of a text. */
export function listKeys(text: string): KeyLine[] {
  const keys = keyLines(text).flatMap((line) => parseKeyLine(line) ?? []);
  return [...new Map(keys.map((key) => [key.blob, key])).values()];
}

/** The file's text with the requested keys. Comments and other lines are kept. */
export function editKeys(edit: KeyEdit, text: string): string {
  const split = splitLines(text);
  const wanted = new Map(listKeys(edit.key).map((key) => [key.blob, renderKey(edit, key)]));
  const edited = edit.state === 'absent' ? without(wanted, split.lines) : withKeys(edit, wanted, split.lines);
  const isSame = edited.length === split.lines.length && edited.every((line, i) => line === split.lines[i]);
  return isSame ? text : joinLines(split, edited);
}

function renderKey({ key_options, comment }: KeyEdit, key: KeyLine): string {
  const parts = [key_options ?? key.options, key.type, key.blob, comment ?? key.comment];
  return parts.filter((part) => part !== '').join(' ');
}

const without = (wanted: ReadonlyMap<string, string>, lines: readonly string[]): string[] =>
  lines.filter((line) => !wanted.has(parseKeyLine(line)?.blob ?? ''));

function withKeys(edit: KeyEdit, wanted: ReadonlyMap<string, string>, lines: readonly string[]): string[] {
  const seen = new Set<string>();
  const kept = lines.flatMap((line) => {
    const blob = parseKeyLine(line)?.blob;
    if (blob === undefined) return [line];
    const replacement = wanted.get(blob);
    if (replacement === undefined) return edit.exclusive ? [] : [line];
    if (seen.has(blob)) return [];
    seen.add(blob);
    return [replacement];
  });
  return [...kept, ...[...wanted].filter(([blob]) => !seen.has(blob)).map(([, line]) => line)];
}
