import type { Fault } from './fault.ts';
import type { Scene } from './scene.ts';

const STATE = '/var/lib/provision';
const FULL = /the disk of \S+ is full.*/;
const READ_ONLY = /read-only.*/i;

const DIRECTORIES = [STATE, '/srv/fx', '/var/lib/dpkg', '/etc', '/home', '/var/lib/apt', '/var/cache/apt'] as const;
/** Nothing needs to be written there, or nothing that can't be done without. */
const SPARED: readonly string[] = ['/home', '/var/lib/apt', '/var/cache/apt'];

export const DISK_FAULTS: readonly Fault[] = [
  ...DIRECTORIES.map((directory): Fault => ({
    name: `disk of ${directory} full`,
    sample: directory === '/srv/fx',
    prepare: (scene) => onSmallDisk(scene, directory, fill(directory)),
    ...(SPARED.includes(directory) ? { exitCodes: [0, 1] } : { exitCodes: [1, 4], says: FULL }),
  })),
  {
    name: `disk of ${STATE} fills up`,
    steps: ['template', 'package', 'command', 'async', 'handler'],
    sample: ['command'],
    prepare: (scene) => onSmallDisk(scene, STATE, ':'),
    strike: (scene) => scene.onTarget(fill(STATE)),
    exitCodes: [0, 1, 4],
  },
  {
    name: 'disk of /tmp full',
    prepare: (scene) => onSmallDisk(scene, '/tmp', fill('/tmp')),
    exitCodes: [0, 1],
  },
  ...[STATE, '/srv/fx', '/etc', '/var/lib/dpkg', '/tmp'].map((directory): Fault => ({
    name: `${directory} read-only`,
    prepare: (scene) =>
      mounted(scene, directory, `mount --bind ${directory} ${directory} && mount -o remount,bind,ro ${directory}`),
    ...(directory === '/tmp' ? { exitCodes: [0, 1] } : { exitCodes: [1, 4], says: READ_ONLY }),
  })),
  ...['/tmp', STATE, '/srv/fx'].map((directory): Fault => ({
    name: `${directory} noexec`,
    prepare: (scene) =>
      mounted(scene, directory, `mount --bind ${directory} ${directory} && mount -o remount,bind,noexec ${directory}`),
    exitCodes: [0],
  })),
];

/** Until the fault is undone, there is no room left in a directory that has a disk of its own; its disk stays until the case has ended. */
async function onSmallDisk(scene: Scene, directory: string, then: string): Promise<void> {
  await scene.onTarget(`set -e
    mkdir -p ${directory}; cp -a ${directory} /run/small
    mount -t tmpfs -o size=$(($(du -sk ${directory} | cut -f 1) + 256))k,mode=$(stat -c %a ${directory}) none ${directory}
    cp -a /run/small/. ${directory}; rm -rf /run/small
    ${then}`);
  scene.undo.push(() => scene.onTarget(`rm -f ${directory}/filler`));
  scene.atEnd.push(() => scene.onTarget(`umount -l ${directory}`));
}

const fill = (directory: string): string =>
  `dd if=/dev/zero of=${directory}/filler bs=4k 2>/dev/null || dd if=/dev/zero of=${directory}/filler bs=1 oflag=append conv=notrunc 2>/dev/null || :`;

async function mounted(scene: Scene, directory: string, mount: string): Promise<void> {
  await scene.onTarget(`mkdir -p ${directory}; ${mount}`);
  scene.undo.push(() => scene.onTarget(`umount -l ${directory}`));
}
