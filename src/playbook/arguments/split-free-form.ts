import type { YamlScalar } from '../../yaml/node.ts';

/** A `key=value` of a free-form text. */
export interface FreeFormArg {
  readonly key: YamlScalar;
  readonly value: YamlScalar;
}

export interface FreeForm {
  readonly args: readonly FreeFormArg[];
  /** The remaining text, which is not `key=value`; undefined if there is none. */
  readonly rest?: YamlScalar | undefined;
}

/** Parameters of commands, which may precede or follow the command itself. */
const COMMAND_KEYS = ['chdir', 'creates', 'executable', 'removes', 'stdin'];

/**
 * Splits `name=nginx state=present`. Quoted values and tags are not split. A text that does not consist entirely of `params` is a
 * command, of which only the first and last words may be parameters.
 */
export function splitFreeForm(node: YamlScalar, params: readonly string[]): FreeForm {
  const words = findWords(node.raw);
  if (words.every((word) => word.key !== undefined && params.includes(word.key))) {
    return { args: words.map((word) => toArg(node, word)) };
  }
  const isParam = ({ key }: Word): boolean => key !== undefined && COMMAND_KEYS.includes(key) && params.includes(key);
  const first = words.findIndex((word) => !isParam(word));
  const last = words.findLastIndex((word) => !isParam(word));
  const args = [...words.slice(0, first), ...words.slice(last + 1)].map((word) => toArg(node, word));
  return { args, rest: slice(node, words[first]?.start ?? 0, words[last]?.end ?? node.raw.length) };
}

/** All `key=value` pairs of a text, and the first word that is not a pair. */
export function splitPairs(node: YamlScalar): FreeForm {
  const words = findWords(node.raw);
  const stray = words.find((word) => word.key === undefined);
  const args = words.filter((word) => word.key !== undefined).map((word) => toArg(node, word));
  return { args, rest: stray && slice(node, stray.start, stray.end) };
}

interface Word {
  readonly start: number;
  readonly end: number;
  readonly key: string | undefined;
}

const WORD = /(?:<%[\s\S]*?%>|\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|"(?:[^"\\]|\\[\s\S])*"|'[^']*'|\S)+/g;

const findWords = (text: string): Word[] =>
  [...text.matchAll(WORD)].map(({ 0: word, index }) => ({
    start: index,
    end: index + word.length,
    key: /^([A-Za-z_][A-Za-z0-9_]*)=/.exec(word)?.[1],
  }));

function toArg(node: YamlScalar, { start, end, key = '' }: Word): FreeFormArg {
  const from = start + key.length + 1;
  const quoted = /^(["']).*\1$/s.test(node.raw.slice(from, end)) && end - from > 1;
  return {
    key: slice(node, start, start + key.length),
    value: slice(node, from + Number(quoted), end - Number(quoted)),
  };
}

/** A part of a scalar's text, as a string scalar with its own location. */
function slice(node: YamlScalar, start: number, end: number): YamlScalar {
  const text = node.raw.slice(start, end);
  const { toSource } = node.text;
  const range = {
    source: node.range.source,
    start: toSource(start),
    end: Math.max(toSource(end), toSource(start) + 1),
  };
  const whole = { text, range, toSource: (offset: number) => toSource(start + offset) };
  return { kind: 'scalar', value: text, raw: text, style: 'plain', tag: node.tag, text: whole, range };
}

/** Splits `apt name=nginx` into the first word and the rest. */
export function splitAction(node: YamlScalar): { name: YamlScalar; rest: YamlScalar } {
  const [first, second] = findWords(node.raw);
  const end = node.raw.length;
  const rest = slice(node, second?.start ?? end, end);
  return {
    name: slice(node, first?.start ?? 0, first?.end ?? end),
    rest: second ? rest : { ...rest, value: null },
  };
}
