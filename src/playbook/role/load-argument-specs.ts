import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { VariableDeclaration } from './variable-declaration.ts';
import { toFlag } from '../../values/to-flag.ts';
import { keyText } from '../../yaml/mapping.ts';
import type { YamlEntry, YamlNode } from '../../yaml/node.ts';
import { toPlain } from '../../yaml/plain.ts';
import { expectKind } from '../../yaml/read-value.ts';

/**
 * The variables that a role's argument specs declare for its main tasks. Ansible converts values to the specified types, so
 * only required variables, choices and secrets are checked; the defaults are those of defaults/.
 */
export function loadArgumentSpecs(
  node: YamlNode | undefined,
  diagnostics: DiagnosticList,
): ReadonlyMap<string, VariableDeclaration> {
  const options = node && below(below(node, 'main', diagnostics), 'options', diagnostics);
  const entries = options && expectKind(options, 'mapping', 'options', diagnostics)?.entries;
  return new Map((entries ?? []).map((entry) => [keyText(entry.key), readOption(entry)]));
}

function below(node: YamlNode | undefined, name: string, diagnostics: DiagnosticList): YamlNode | undefined {
  if (!node || (node.kind === 'scalar' && node.value === null)) return undefined;
  const mapping = expectKind(node, 'mapping', 'argument_specs', diagnostics);
  return mapping?.entries.find(({ key }) => keyText(key) === name)?.value;
}

function readOption({ key, value }: YamlEntry): VariableDeclaration {
  const plain = toPlain(value);
  const option = typeof plain === 'object' && plain !== null ? (plain as Readonly<Record<string, unknown>>) : {};
  const { required, no_log: secret, choices, type = 'str', description } = option;
  return {
    name: keyText(key),
    type: 'any',
    required: toFlag(required) === true && option['default'] === undefined,
    description: [description]
      .flat()
      .filter((line) => typeof line === 'string')
      .join(' '),
    secret: toFlag(secret) === true,
    choices: type === 'str' && Array.isArray(choices) ? (choices as unknown[]) : undefined,
    range: key.range,
  };
}
