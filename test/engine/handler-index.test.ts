import { expect, test } from '@jest/globals';
import { HandlerIndex } from '../../src/engine/handlers/handler-index.ts';
import type { VariablePlace } from '../../src/variables/host-variables.ts';
import type { Handler, Task } from '../../src/playbook/types.ts';

const noScope = (): never => {
  throw new Error('no name is computed');
};

const handler = (name: string, ...listen: string[]): Handler =>
  ({ name: { kind: 'literal', value: name }, listen }) as unknown as Handler;

const from = (role: string) => ({ role: { name: role } }) as Pick<Task, 'role'>;

function index(): HandlerIndex {
  const handlers = new HandlerIndex('site.yml', noScope);
  const place = {} as VariablePlace;
  handlers.add([handler('tell', 'certificate changed'), handler('restart')], 'tls', place);
  handlers.add([handler('reload', 'certificate changed'), handler('restart')], 'nginx', place);
  return handlers;
}

const found = (topic: string, role: string): string[] =>
  index()
    .find(topic, from(role), 'site')
    .map(({ owner, name }) => `${owner}: ${name}`);

test.each([
  ['all that listen to a topic', 'certificate changed', 'tls', ['tls: tell', 'nginx: reload']],
  ['of a name, the one of the own role', 'restart', 'nginx', ['nginx: restart']],
  ['of a name, any where the own role has none', 'restart', 'other', ['tls: restart', 'nginx: restart']],
  ['of a named role, that one', 'nginx : restart', 'tls', ['nginx: restart']],
])('a task notifies %s', (_, topic, role, expected) => {
  expect(found(topic, role)).toEqual(expected);
});
