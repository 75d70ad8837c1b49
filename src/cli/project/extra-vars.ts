import { UnreadableFile } from '../../controller/file-error.ts';
import { remedyOf } from '../../controller/file-remedy.ts';
import { readGivenText } from '../../controller/read-file.ts';
import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { SourceFile } from '../../diagnostic/source-range.ts';
import { compileTemplate } from '../../expression/compile-template.ts';
import type { Templated } from '../../expression/compiled.ts';
import { checkInventoryName, checkVariableName } from '../../inventory/variable-names.ts';
import type { LoadYamlOptions } from '../../yaml/load-yaml.ts';
import { loadYaml } from '../../yaml/load-yaml.ts';
import type { YamlScalar } from '../../yaml/node.ts';
import { toTemplated } from '../../yaml/templated.ts';
import { splitPairs } from '../../playbook/arguments/split-free-form.ts';
import { placeOf } from '../../diagnostic/source-range.ts';

/** The variables of `-e`: `k=v` words, a mapping in JSON or YAML, or `@FILE`. Later values override earlier ones. */
export function readExtraVars(
  texts: readonly string[],
  yaml: LoadYamlOptions,
  diagnostics: DiagnosticList,
): ReadonlyMap<string, Templated> {
  const values = new Map<string, Templated>();
  for (const text of texts) for (const [name, value] of readOne(text, yaml, diagnostics)) values.set(name, value);
  return values;
}

function readOne(text: string, yaml: LoadYamlOptions, diagnostics: DiagnosticList): [string, Templated][] {
  const source = sourceOf(text, diagnostics);
  if (!source) return [];
  if (!text.startsWith('@') && !/^\s*[{[]/.test(text) && !/^\s*[\w-]+:\s/.test(text))
    return readPairs(source, diagnostics);
  const node = loadYaml(source, yaml, diagnostics);
  if (!node) return [];
  if (node.kind !== 'mapping') {
    diagnostics.error({
      code: 'wrong-type',
      summary: '-e takes a mapping of variables',
      suggestion: 'Write `-e release=42`, or as JSON `-e \'{"ports": [80, 443]}\'`.',
      range: node.range,
    });
    return [];
  }
  return node.entries.map(({ key, value }) => {
    checkInventoryName(String(key.value), key.range, diagnostics);
    return [String(key.value), toTemplated(value, (inner, list) => compileTemplate(inner, list), diagnostics)];
  });
}

function sourceOf(text: string, diagnostics: DiagnosticList): SourceFile | undefined {
  if (!text.startsWith('@')) return { path: '-e', text };
  const path = text.slice(1);
  if (path === '') {
    diagnostics.error({
      code: 'usage',
      summary: '-e @ names no file',
      suggestion: 'Write `-e @vars.yml`.',
      range: placeOf('-e @'),
    });
    return undefined;
  }
  try {
    return { path, text: readGivenText(path) };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    diagnostics.error({
      code: 'file-unreadable',
      summary: `The file of -e @${path} cannot be read: ${error.problem}`,
      suggestion: remedyOf(error),
      range: placeOf(`-e ${text}`),
    });
    return undefined;
  }
}

/** Values of `k=v` words are strings, as in Ansible; other types come from a role's declaration or from JSON. */
function readPairs(source: SourceFile, diagnostics: DiagnosticList): [string, Templated][] {
  const range = { source, start: 0, end: source.text.length };
  const whole = { text: source.text, range, toSource: (offset: number) => offset };
  const { args, rest } = splitPairs({
    kind: 'scalar',
    value: source.text,
    raw: source.text,
    style: 'plain',
    text: whole,
    range,
  });
  if (rest) refuseRest(rest, diagnostics);
  return args.map(({ key, value }): [string, Templated] => {
    checkInventoryName(key.raw, key.range, diagnostics);
    return [key.raw, { kind: 'literal', value: value.raw, range: value.range }];
  });
}

/** What is left beside the pairs: a pair whose name is not valid, or no pair. */
function refuseRest({ raw, range }: YamlScalar, diagnostics: DiagnosticList): void {
  const [, name] = /^([^\s=]+)=/.exec(raw) ?? [];
  if (name === undefined)
    diagnostics.error({
      code: 'usage',
      summary: `-e takes k=v, JSON, YAML or @FILE, not ${raw}`,
      range,
      suggestion: `Write \`-e ${/^\w+$/.test(raw) ? raw : 'release'}=value\`, or \`-e @vars.yml\` for a file.`,
    });
  else checkVariableName({ name, range: { ...range, end: range.start + name.length } }, diagnostics);
}
