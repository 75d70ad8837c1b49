import type { Change } from '../../module-api/module.ts';

const THING = /^(?:DRY-RUN MODE -\s+)?(Network|Volume|Container|Config|Secret) "?(\S+?)"?\s+(\w+)$/;
const SERVICE = /^(?:DRY-RUN MODE -\s+)?(\S+)\s+(Pulling|Building)$/;

/** The words with which docker compose reports running actions. Finished actions and waiting are reported with other words. */
const ACTIONS: Readonly<Record<string, string>> = {
  Creating: 'created',
  Recreate: 'recreated',
  Starting: 'started',
  Restarting: 'restarted',
  Stopping: 'stopped',
  Killing: 'stopped',
  Removing: 'removed',
  Pulling: 'pulled',
  Building: 'built',
};

/** The changes in the output of docker compose: each object with all of its actions. */
export function changesOf(output: string): Change[] {
  const actions = new Map<string, string[]>();
  for (const line of output.split('\n').map((each) => each.trim())) {
    const [, kind = 'image of', name, word] = THING.exec(line) ?? insert(SERVICE.exec(line));
    const action = ACTIONS[word ?? ''];
    if (name === undefined || action === undefined) continue;
    const thing = `${kind.toLowerCase()} ${name}`;
    const known = actions.get(thing) ?? [];
    if (!known.includes(action)) actions.set(thing, [...known, action]);
  }
  return [...actions].map(([attribute, list]) => ({ attribute, before: null, after: list.join(', ') }));
}

/** Services are named without a kind. */
const insert = (match: RegExpExecArray | null): readonly (string | undefined)[] =>
  match ? [match[0], undefined, match[1], match[2]] : [];
