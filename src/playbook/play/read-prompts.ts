import type { Templated } from '../../expression/compiled.ts';
import { checkVariableName } from '../../inventory/variable-names.ts';
import type { YamlEntry, YamlNode } from '../../yaml/node.ts';
import { readMapping } from '../../yaml/read-mapping.ts';
import { expectKind, readBoolean, readString } from '../../yaml/read-value.ts';
import type { LoadSession } from '../load-session.ts';
import { keyText } from '../../yaml/mapping.ts';
import type { VariableLayer } from '../types.ts';
import type { VarsPrompt } from './vars-prompt.ts';

const KEYS = ['name', 'prompt', 'default', 'private', 'confirm', 'unsafe'];
const ADVICE: ReadonlyMap<string, string> = new Map(
  ['encrypt', 'salt', 'salt_size'].map((key) => [
    key,
    "Hash the value where it is used: {{ NAME | password_hash('sha512') }}.",
  ]),
);

/** Reads `vars_prompt`: a list or, in Ansible's former notation, a mapping of names to prompts. */
export function readPrompts(node: YamlNode | undefined, session: LoadSession): VarsPrompt[] {
  if (!node) return [];
  if (node.kind === 'mapping') return node.entries.map((entry) => ofMapping(entry, session));
  const list = expectKind(node, 'sequence', 'vars_prompt', session.diagnostics);
  return (list?.items ?? []).flatMap((item) => readPrompt(item, session));
}

const ofMapping = ({ key, value }: YamlEntry, { diagnostics }: LoadSession): VarsPrompt => ({
  name: keyText(key),
  question: readString(value, 'the question', diagnostics) ?? keyText(key),
  isPrivate: true,
  isConfirmed: false,
  range: key.range,
});

function readPrompt(node: YamlNode, { diagnostics }: LoadSession): VarsPrompt[] {
  const shape = {
    what: 'an entry of vars_prompt',
    example: '{ name: release, prompt: Which release }',
    known: KEYS,
    required: ['name'],
    examples: { name: 'name: release' },
    advice: (key: string) => ADVICE.get(key),
  };
  const entries = readMapping(node, shape, diagnostics);
  const name = entries?.get('name');
  const text = name && readString(name.value, 'name', diagnostics);
  if (!entries || !name || text === undefined) return [];
  if (!checkVariableName({ name: text, range: name.value.range }, diagnostics)) return [];
  const flag = (key: string): boolean | undefined => {
    const value = entries.get(key)?.value;
    return value && readBoolean(value, key, diagnostics);
  };
  const question = entries.get('prompt')?.value;
  const fallback = entries.get('default')?.value;
  return [
    {
      name: text,
      question: (question && readString(question, 'prompt', diagnostics)) ?? text,
      isPrivate: flag('private') ?? true,
      isConfirmed: flag('confirm') ?? false,
      ...(fallback?.kind === 'scalar' && { fallback: fallback.value }),
      range: name.value.range,
    },
  ];
}

/** The variables of the prompts, with their values as far as they are known before the prompts. */
export const promptLayer = (
  prompts: readonly VarsPrompt[],
  answers: ReadonlyMap<string, unknown> = new Map(),
): VariableLayer => ({
  label: 'vars_prompt',
  values: new Map(prompts.map((each) => [each.name, valueOf(each, answers.get(each.name) ?? each.fallback ?? '')])),
  places: new Map(prompts.map(({ name, range }) => [name, range])),
});

const valueOf = ({ range }: VarsPrompt, value: unknown): Templated => ({ kind: 'literal', value, range });
