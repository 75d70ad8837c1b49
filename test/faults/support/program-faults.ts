import { until } from '../../support/until.ts';
import type { Fault } from './fault.ts';
import type { StepName } from './fault-project.ts';
import type { Scene } from './scene.ts';

const LOCKS = { 'lock-frontend': /dpkg is locked by unattended-upgr\S* \(pid \d+\)/, lock: /dpkg .*lock.*/ };

/** Takes one of dpkg's locks, for so many seconds. */
const HOLDER = `#!/usr/bin/python3
import fcntl, sys, time
f = open('/var/lib/dpkg/' + sys.argv[1], 'a')
fcntl.lockf(f, fcntl.LOCK_EX)
open('/run/fx/locked', 'w')
time.sleep(float(sys.argv[2]))
`;

export const PROGRAM_FAULTS: readonly Fault[] = [
  ...Object.entries(LOCKS).map(([lock, says]): Fault => ({
    name: `dpkg's ${lock} held by unattended-upgrades`,
    sample: lock === 'lock-frontend',
    prepare: (scene) => takeDpkgLock(scene, lock, 600),
    exitCodes: [1],
    says,
  })),
  {
    name: 'dpkg locked for 2 s',
    prepare: (scene) => takeDpkgLock(scene, 'lock-frontend', 2),
    exitCodes: [0],
  },
  {
    name: 'dpkg killed half-way',
    steps: ['package'],
    sample: ['package'],
    strike: (scene) => scene.onTarget('pkill -KILL -x dpkg; pkill -KILL -f "fx [p]ackage"; :'),
    exitCodes: [0, 1],
  },
  {
    name: 'apt-get and dpkg killed half-way',
    steps: ['package'],
    strike: (scene) => scene.onTarget('pkill -KILL -x apt-get; pkill -KILL -x dpkg; pkill -KILL -f "fx [p]ackage"; :'),
    exitCodes: [0, 1],
  },
  hanging('service', 'service that hangs on start'),
  hanging('reload', 'service that hangs on reload', true),
  hanging('command', 'command that never ends'),
  hanging('handler', 'handler that never ends'),
  hanging('package', "package's script that never ends"),
  {
    name: 'flood of 60 MB',
    flags: ['-e', 'output="head -c 60000000 /dev/zero"'],
    exitCodes: [0],
    says: /printed .* MB more on stdout than is kept/,
  },
  {
    name: 'flood that never ends',
    flags: ['-e', 'output=yes'],
    exitCodes: [1],
    says: /it was ended: it had printed more than 512 MB/,
  },
];

function hanging(step: StepName, name: string, isSample = false): Fault {
  return {
    name,
    sample: isSample,
    flags: ['--task-timeout', '10'],
    prepare: async (scene) => {
      await scene.hold(step);
      scene.undo.push(() => scene.release(step));
    },
    exitCodes: [1],
    says: /did not end within 10 s.*/,
  };
}

async function takeDpkgLock(scene: Scene, lock: string, seconds: number): Promise<void> {
  const program = '/usr/local/bin/unattended-upgrades';
  await scene.onTarget(`printf %s "${HOLDER.replaceAll('"', '\\"')}" >${program}; chmod 755 ${program}; rm -f /run/fx/locked
    setsid -f ${program} ${lock} ${seconds} >/dev/null 2>&1 </dev/null`);
  await until('it is locked', async () => (await scene.onTarget('ls /run/fx')).includes('locked'));
  scene.undo.push(() => scene.onTarget(`pkill -f '[u]nattended-upgrades ${lock}'; rm -f ${program} /run/fx/locked; :`));
}
