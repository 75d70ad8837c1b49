import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useFakeSite } from './support/use-fake-site.ts';

const newSite = useFakeSite();
const directory = mkdtempSync(join(tmpdir(), 'provision-docker-'));
const makeSite = () => newSite(['web1'], { programs: join(directory, 'bin') });

/** A daemon whose objects are files: an image holds its ID, a container the ID of its image. */
const DOCKER = `#!/bin/sh
cd ${directory}
for last; do :; done
case "$*" in
  version*) echo 1 ;;
  'image inspect --format'*) cat "images/$last" 2>/dev/null ;;
  'image inspect'*) [ -e "images/$last" ] && echo "[{\\"Id\\": \\"$(cat "images/$last")\\"}]" ;;
  'image pull'*) cp "registry/$last" images/ && echo "$last" ;;
  build*) cat Dockerfile >images/app:latest ;;
  'network inspect'*) [ -e "networks/$last" ] && echo '[{"Driver": "bridge", "IPAM": {"Config": []}, "Containers": {}}]' ;;
  'network create'*) touch "networks/$last" ;;
  'network rm'*) rm "networks/$last" ;;
  'container inspect'*) [ -e "containers/$last" ] && echo "[{\\"Image\\": \\"$(cat "containers/$last")\\", \\"State\\": {\\"Running\\": true}, \\"Config\\": {}, \\"HostConfig\\": {}, \\"NetworkSettings\\": {\\"Networks\\": {}}}]" ;;
  'container create'*) name=\${3#--name=}; [ -e "images/$last" ] || cp "registry/$last" images/; cp "images/$last" "containers/$name" ;;
  'container rm'*) rm "containers/$last" ;;
  'container start'*) [ -e "containers/$last" ] ;;
  *) echo "what is $*?" >&2; exit 1 ;;
esac
`;

const set = (path: string, text: string): void => writeFileSync(join(directory, path), text);

beforeAll(() => {
  for (const name of ['bin', 'images', 'registry', 'containers', 'networks']) mkdirSync(join(directory, name));
  set('bin/docker', DOCKER);
  chmodSync(join(directory, 'bin/docker'), 0o755);
});
afterAll(() => rmSync(directory, { recursive: true }));

const PLAY = '- { name: site, hosts: all, roles: [app] }\n';

test.each([
  ['docker_image_pull', '{ name: docker_image_pull }'],
  ['docker_image', '{ name: docker_image, source: pull, force_source: yes }'],
  ['docker_container', '{ name: c, image: docker_container, pull: yes }'],
])('%s changes what the registry has changed, and nothing else', async (module, params) => {
  const site = makeSite();
  const image = `registry/${module}${module === 'docker_container' ? '' : ':latest'}`;
  set(image, '1');
  const play = `- hosts: all\n  tasks:\n    - { name: t, ${module}: ${params}, notify: told, register: r }\n  handlers: [{ name: told, command: 'true' }]\n`;
  expect((await site.check(play)).ends).toEqual(['t: would-change', 'told: would-change']);
  expect((await site.apply(play)).ends).toEqual(['t: changed', 'told: changed']);
  expect((await site.check(play)).ends[0]).toBe('t: may-change');
  expect((await site.apply(play)).ends).toEqual(['t: ok']);
  set(image, '2');
  expect((await site.apply(play)).ends).toEqual(['t: changed', 'told: changed']);
});

test('docker_image_build with rebuild changes what the build changes', async () => {
  const site = makeSite();
  set('Dockerfile', '1');
  const play = `- hosts: all\n  tasks:\n    - { name: t, docker_image_build: { name: app, path: ${directory}, rebuild: always } }\n`;
  expect((await site.apply(play)).ends).toEqual(['t: changed']);
  expect((await site.apply(play)).ends).toEqual(['t: ok']);
  set('Dockerfile', '2');
  expect((await site.apply(play)).ends).toEqual(['t: changed']);
});

test('containers and networks that a role no longer declares are removed', async () => {
  const site = makeSite();
  set('registry/own', '1');
  site.write(
    'roles/app/tasks/main.yml',
    '- { name: n, docker_network: { name: back } }\n- { name: c, docker_container: { name: app, image: own } }\n',
  );
  expect((await site.apply(PLAY)).ends).toEqual(['n: changed', 'c: changed']);
  expect((await site.apply(PLAY)).ends).toEqual(['n: ok', 'c: ok']);
  site.write('roles/app/tasks/main.yml', '- { name: left, command: "true" }\n');
  expect((await site.apply(PLAY)).ends).toEqual([
    'left: changed',
    'remove app, which is no longer declared: changed',
    'remove back, which is no longer declared: changed',
  ]);
  expect(existsSync(join(directory, 'containers/app'))).toBe(false);
  expect(existsSync(join(directory, 'networks/back'))).toBe(false);
  expect(existsSync(join(directory, 'images/own'))).toBe(true);
});

test('an image is the same by all of its names', async () => {
  const site = makeSite();

  const play = `- hosts: all
  tasks:
    - { name: image, docker_image_pull: { name: docker.io/library/db, pull: not_present } }
    - { name: container, docker_container: { name: d, image: db, pull: never } }
`;
  const run = await site.check(play);
  expect(run.ends).toEqual(['image: would-change', 'container: may-change']);
});
