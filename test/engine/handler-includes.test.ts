import { expect, test } from '@jest/globals';
import { play } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const createSite = useFakeSite();

const HANDLERS = `
  handlers:
    - { name: Reload, include_tasks: reload.yml, listen: web, when: reloads | default(true), loop: [a, b], loop_control: { loop_var: which } }
    - { import_tasks: others.yml }
`;

const RELOAD = `
- { name: inner, shell: "echo {{ which }} >> {{ root }}/ran", register: reloaded }
- { name: told, debug: { msg: "{{ reloaded.rc }}" }, notify: other }
`;
const OTHERS = '- { name: other, shell: "echo other >> {{ root }}/ran" }\n';

const NOTIFYING = '- { name: a, copy: { dest: "{{ root }}/a", content: x }, notify: web, tags: t }';

function createProject(hosts?: readonly string[]) {
  const site = createSite(hosts);
  site.write('reload.yml', RELOAD);
  site.write('others.yml', OTHERS);
  return site;
}

test('a handler includes tasks, for each item, when it is notified', async () => {
  const site = createProject();
  const run = await site.apply(play(NOTIFYING, HANDLERS));
  expect(run.ends).toEqual([
    'a: changed',
    'Reload [a]: ok',
    'Reload [b]: ok',
    'inner: changed',
    'told: ok',
    'inner: changed',
    'told: ok',
  ]);
  expect(site.read('ran')).toBe('a\nb\n');
  expect((await site.apply(play(NOTIFYING, HANDLERS))).ends).toEqual(['a: ok']);
});

test('its condition is asked, and tags leave none of its tasks out', async () => {
  const site = createProject();
  const skipped = await site.apply(play(NOTIFYING, `${HANDLERS}  vars: { reloads: false }`));
  expect(skipped.named('inner')).toEqual([]);
  const tagged = await createProject().apply(play(NOTIFYING, HANDLERS), { tags: { only: ['t'], skip: [] } });
  expect(tagged.ends).toContain('inner: changed');
});

test('what it brings in is checked before anything runs', async () => {
  const site = createProject();
  site.write('reload.yml', '- { name: inner, shell: "echo {{ nosuchname }}" }\n');
  await expect(site.apply(play(NOTIFYING, HANDLERS))).rejects.toThrow('nosuchname is not defined');
});

test('it is due again where one of its tasks has failed', async () => {
  const site = createProject();
  site.write(
    'reload.yml',
    '- { name: first, shell: "echo x >> {{ root }}/ran" }\n- { name: fails, shell: "test -e {{ root }}/fixed" }\n',
  );
  expect((await site.apply(play(NOTIFYING, HANDLERS))).exitCode).toBe(1);
  site.write('hosts/web1/root/fixed', '');
  const again = await site.apply(play(NOTIFYING, HANDLERS));
  expect(again.exitCode).toBe(0);
  expect(again.ends).toContain('fails: changed');
});
