import type { SourceFile, SourceRange } from '../../diagnostic/source-range.ts';
import { didYouMean } from '../../diagnostic/suggest.ts';
import { dataNode } from './data-node.ts';
import type { DraftGroup } from '../inventory-draft.ts';
import { parsePythonLiteral } from './python-literal.ts';
import { addHosts, defineVariable } from './source-context.ts';
import type { SourceContext } from './source-context.ts';
import { checkInventoryName } from '../variable-names.ts';
import { splitWords } from './split-words.ts';
import type { Word } from './split-words.ts';

/** Reads an inventory in Ansible's INI format: `[group]`, `[group:vars]`, `[group:children]`, hosts with `key=value`. */
export function readIniSource(source: SourceFile, context: SourceContext): void {
  new IniReader(source, context).read();
}

type Section = 'hosts' | 'vars' | 'children';

interface Line {
  readonly text: string;
  /** Offset of the text in the file. */
  readonly start: number;
  readonly range: SourceRange;
}

class IniReader {
  readonly #source: SourceFile;
  readonly #context: SourceContext;
  /** Names of groups that are mentioned, but not declared by a section so far. */
  readonly #undeclared = new Map<string, { range: SourceRange; parents: DraftGroup[] }>();
  #group: DraftGroup;
  #section: Section = 'hosts';

  constructor(source: SourceFile, context: SourceContext) {
    this.#source = source;
    this.#context = context;
    this.#group = context.draft.addGroup('ungrouped');
  }

  read(): void {
    for (const line of this.#lines()) {
      if (!this.#readHeader(line)) this.#readEntry(line);
    }
    const declared = [...this.#context.draft.groups.keys()].filter((name) => !this.#undeclared.has(name));
    for (const [name, { range }] of this.#undeclared) {
      this.#report(
        range,
        `There is no group ${name}`,
        didYouMean(name, declared) ?? `Declare it with a section \`[${name}]\`, which may be empty.`,
      );
    }
  }

  *#lines(): Generator<Line> {
    let offset = 0;
    for (const whole of this.#source.text.split('\n')) {
      const text = whole.trim();
      const start = offset + (whole.length - whole.trimStart().length);
      offset += whole.length + 1;
      if (text === '' || text.startsWith('#') || text.startsWith(';')) continue;
      yield { text, start, range: this.#range(start, start + text.length) };
    }
  }

  #readHeader(line: Line): boolean {
    const found = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?$/.exec(line.text);
    if (!found) {
      const isBroken = line.text.startsWith('[') && (line.text.endsWith(']') || !line.text.includes(']'));
      if (isBroken)
        this.#report(
          line.range,
          `${line.text} is not a section`,
          `Write \`[${
            line.text
              .replace(/[[\]\s]+/g, ' ')
              .trim()
              .replaceAll(' ', '_') || 'web'
          }]\`: a section is [name], [name:vars] or [name:children], without spaces.`,
        );
      return isBroken;
    }
    const [, name = '', section = 'hosts'] = found;
    if (section === 'hosts' || section === 'vars' || section === 'children') this.#openSection(name, section, line);
    else
      this.#report(
        line.range,
        `${section} is not a kind of section`,
        `Known are \`[${name}]\`, \`[${name}:vars]\` and \`[${name}:children]\`.`,
      );
    return true;
  }

  #openSection(name: string, section: Section, { range }: Line): void {
    const isNew = !this.#context.draft.groups.has(name);
    this.#group = this.#context.draft.addGroup(name);
    this.#section = section;
    const undeclared = this.#undeclared.get(name);
    if (section !== 'vars') {
      for (const parent of undeclared?.parents ?? []) this.#context.draft.addChild(parent, this.#group, range);
      this.#undeclared.delete(name);
    } else if (isNew && !undeclared) this.#undeclared.set(name, { range, parents: [] });
  }

  #readEntry(line: Line): void {
    if (this.#section === 'hosts') this.#readHost(line);
    else if (this.#section === 'vars') this.#readVariable(line);
    else this.#readChild(line);
  }

  #readHost(line: Line): void {
    const words = splitWords(line.text);
    if (typeof words === 'string') {
      this.#report(line.range, `This line cannot be read: ${words}`, `Write \`${closeQuote(line.text)}\`.`);
      return;
    }
    const [pattern, ...assignments] = words;
    if (!pattern) return;
    if (pattern.text === '---') {
      this.#report(line.range, 'This is a YAML file, read as INI', 'Give the file the extension .yml.');
      return;
    }
    if (this.#reportSpacing(line, words)) return;
    const hosts = addHosts(pattern.text, this.#group, this.#wordRange(line, pattern), this.#context);
    for (const [i, word] of assignments.entries()) {
      const at = word.text.indexOf('=');
      const range = this.#wordRange(line, word);
      if (at < 0) {
        // the value of a pair as YAML has it is reported with its key
        if (!assignments[i - 1]?.text.endsWith(':')) this.#reportWord(word.text, assignments[i + 1]?.text, range);
        continue;
      }
      const columns = word.columns.slice(at + 1).map((column) => line.start + column);
      const definition = this.#define(word.text.slice(at + 1), columns, range);
      const name = word.text.slice(0, at);
      checkInventoryName(name, range, this.#context.diagnostics);
      for (const host of hosts) this.#context.draft.setHostVariable(host, name, definition);
    }
  }

  /** Reports `name = value`, and hosts that are separated by commas. */
  #reportSpacing(line: Line, words: readonly Word[]): boolean {
    const [first, second] = words;
    const at = words.findIndex(({ text }) => text === '=');
    const [name, sign, value] = words.slice(at - 1);
    if (at > 0 && name && sign) {
      const suggestion = `Write \`${name.text}=${value?.text ?? 'value'}\`.`;
      this.#report(this.#wordRange(line, sign), 'There are spaces around the equals sign', suggestion);
      return true;
    }
    if (!first || !second || !first.text.endsWith(',') || second.text.includes('=')) return false;
    const summary = 'Hosts are separated by commas, and a line of INI holds one';
    this.#report(line.range, summary, `Write \`${second.text}\` on a line of its own, and no comma.`);
    return true;
  }

  #reportWord(text: string, next: string | undefined, range: SourceRange): void {
    const name = text.replace(/:$/, '').replace(/\W/g, '_');
    const isYaml = text.endsWith(':') && next !== undefined;
    this.#report(
      range,
      `${text} is not of the form key=value`,
      isYaml
        ? `Write \`${name}=${next}\`.`
        : `Write \`${name}=value\`; if it belongs to the value before it, put that value in quotes.`,
    );
  }

  #readVariable(line: Line): void {
    const [, name, gap = '', value = ''] = /^([^=]*?)(\s*=\s*)(.*)$/s.exec(line.text) ?? [];
    if (name === undefined) {
      const name = line.text.split(/[\s:]/, 1)[0] ?? '';
      const value = line.text.slice(name.length).replace(/^[\s:]+/, '') || 'value';
      this.#report(line.range, `${line.text} is not of the form key=value`, `Write \`${name}=${value}\`.`);
      return;
    }
    const start = line.start + name.length + gap.length;
    const columns = Array.from(value, (_, i) => start + i);
    checkInventoryName(name, line.range, this.#context.diagnostics);
    this.#context.draft.setGroupVariable(this.#group, name, this.#define(value, columns, line.range));
  }

  #readChild(line: Line): void {
    const name = /^([^:\]\s]+)\s*(?:#.*)?$/.exec(line.text)?.[1];
    if (name === undefined) {
      const suggestion = `Write the name alone, \`${line.text.split(/[\s:]/, 1)[0] ?? ''}\`; variables belong to a section [NAME:vars].`;
      this.#report(line.range, `${line.text} is not the name of a group`, suggestion);
      return;
    }
    const range = this.#range(line.start, line.start + name.length);
    const child = this.#context.draft.groups.get(name);
    if (child) this.#context.draft.addChild(this.#group, child, range);
    else {
      const undeclared = this.#undeclared.get(name) ?? { range, parents: [] };
      undeclared.parents.push(this.#group);
      this.#undeclared.set(name, undeclared);
    }
  }

  /** `offsets`: the position in the file of each character of the text. */
  #define(text: string, offsets: readonly number[], range: SourceRange): ReturnType<typeof defineVariable> {
    const literal = parsePythonLiteral(text);
    const quotes = typeof literal?.value === 'string' && literal.value !== text ? 1 : 0;
    const toSource = (offset: number): number => offsets[offset + quotes] ?? (offsets.at(-1) ?? range.start) + 1;
    return defineVariable(dataNode(literal ? literal.value : text, range, toSource), range, this.#context);
  }

  #wordRange(line: Line, word: Word): SourceRange {
    return this.#range(line.start + word.start, line.start + word.end);
  }

  #range(start: number, end: number): SourceRange {
    return { source: this.#source, start, end };
  }

  #report(range: SourceRange, summary: string, suggestion?: string): void {
    this.#context.diagnostics.error({ code: 'inventory-syntax', summary, suggestion, range });
  }
}

/** The line with its open quote closed, or without its trailing backslash. */
function closeQuote(text: string): string {
  let quote = '';
  for (const character of text) {
    if (character === quote) quote = '';
    else if (quote === '' && /["']/.test(character)) quote = character;
  }
  return quote === '' ? text.replace(/\\+$/, '') : text + quote;
}
