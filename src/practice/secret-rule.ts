import type { Inventory } from '../inventory/types.ts';
import type { Playbook } from '../playbook/types.ts';
import { layersOf } from './practice-file.ts';
import type { Finding } from './task-rules.ts';

/** Values, in files of the inventory, of variables that roles declare as secret, where nothing has encrypted them. */
export function plainSecrets(playbooks: readonly Playbook[], inventory: Inventory): Finding[] {
  const roles = playbooks.flatMap(({ plays }) => plays.flatMap((play) => play.roles.map(({ role }) => role)));
  const secret = new Set(
    roles.flatMap(({ meta }) => [...meta.variables.values()].filter((each) => each.secret).map(({ name }) => name)),
  );
  return layersOf(inventory).flatMap(({ variables }) =>
    [...variables].flatMap(([name, { value, range }]) =>
      secret.has(name) && value.kind === 'literal' && isText(value.value) && !isEncrypted(value.range)
        ? [toFinding(name, range)]
        : [],
    ),
  );
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

const isEncrypted = ({ source, start }: Finding['range'] & object): boolean =>
  source.secret === true ||
  /^!vault\b|^\$ANSIBLE_VAULT/.test(source.text.slice(start)) ||
  /!vault\s*\|?-?\s*$/.test(source.text.slice(0, start));

const toFinding = (name: string, range: Finding['range']): Finding => ({
  code: 'plain-secret',
  summary: `${name} is a secret, and stands here unencrypted`,
  suggestion: 'Move it into a file of its own, and encrypt that with provision vault encrypt FILE.',
  range,
});
