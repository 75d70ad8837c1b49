import { beforeAll, expect, test } from '@jest/globals';
import { ufwRules } from '../../../src/modules/ufw/ufw-rules.ts';
import { runModule } from '../../support/run-module.ts';
import { describeLab } from '../support/describe-lab.ts';
import { rootShell } from '../support/host-shell.ts';
import { sshOrThrow } from '../support/lab.ts';
import { useHost } from '../support/use-host.ts';
import { expectConverges } from './converges.ts';

const isLong = process.env['PROVISION_LONG'] !== undefined;
const releases = isLong ? (['bookworm', 'bullseye', 'trixie'] as const) : (['bookworm'] as const);

const SSH = { rule: 'limit', to_port: 22, proto: 'tcp', comment: 'SSH for all' };
const EXPORTER = { from_ip: ['10.77.0.1', '10.77.0.2', '2001:db8::1'], to_port: 9100, proto: 'tcp', comment: '9100' };

/** From nothing; with every kind of change to rules and settings while the firewall is on; back to little. */
const STAGES = [
  {
    incoming: 'deny',
    routed: 'reject',
    logging: 'medium',
    rules: [
      SSH,
      EXPORTER,
      { name: 'DNS' },
      { direction: 'out', rule: 'reject', to_port: 25 },
      { route: true, interface_in: 'eth0', interface_out: 'eth1', log: true, to_ip: '10.0.0.0/8' },
    ],
  },
  {
    incoming: 'reject',
    routed: 'deny',
    logging: 'low',
    rules: [
      { rule: 'deny', from_ip: '192.0.2.7' },
      SSH,
      { ...EXPORTER, rule: 'reject', log: true, from_ip: ['10.77.0.2', '10.77.0.3'] },
      { name: 'DNS', comment: 'names' },
      { to_port: '80,443', proto: 'tcp' },
    ],
  },
  { rules: [{ ...SSH, rule: 'allow' }] },
];

const LOOK = `cat /etc/ufw/user.rules /etc/ufw/user6.rules /etc/ufw/ufw.conf /etc/default/ufw /etc/ufw/after.rules
  stat -c '%n %a %U %G' /etc/ufw/*.rules /etc/ufw/ufw.conf /etc/default/ufw
  ufw status verbose; ufw show added
  iptables-save | sed 's/\\[[0-9:]*\\]//; /^#/d'; ip6tables-save | sed 's/\\[[0-9:]*\\]//; /^#/d'`;

const BACKEND = '/usr/lib/python3/dist-packages/ufw/backend_iptables.py';

for (const release of releases) {
  describeLab(`ufw_rules on ${release}`, () => {
    const host = useHost(release);
    const strange = useHost(release);
    const asRoot = (name: string, script: string): Promise<string> =>
      sshOrThrow(name, `sudo sh -c '${script.replaceAll("'", `'\\''`)}'`);

    /** What is seen after each stage, and what ufw has said. */
    async function runStages(name: string): Promise<{ seen: string[]; said: string }> {
      const seen = [];
      let said = '';
      for (const params of STAGES) {
        const { outputs } = await expectConverges(rootShell(name), 'ufw_rules', params);
        said += outputs.map(({ stdout }) => stdout).join('');
        seen.push(await asRoot(name, LOOK));
      }
      return { seen, said };
    }

    beforeAll(async () => {
      const install = 'apt-get update -qq && apt-get install -qqy --no-install-recommends ufw';
      await Promise.all([asRoot(host().name, install), asRoot(strange().name, install)]);
      await asRoot(
        strange().name,
        `sed -i 's/def _need_reload(self, v6):/def _need_reload(self, v6, x=0):/' ${BACKEND}`,
      );
    }, 120_000);

    test('leaves the same at once as with one process for each command, where the inside of ufw is another', async () => {
      const [atOnce, oneByOne] = await Promise.all([runStages(host().name), runStages(strange().name)]);
      expect([atOnce.said, oneByOne.said]).toEqual(['', expect.stringContaining('Rules updated')]);
      expect(atOnce.seen).toEqual(oneByOne.seen);
    }, 180_000);

    test('does nothing where ufw refuses one of the rules', async () => {
      const { name } = host();
      const before = await asRoot(name, LOOK);
      const rules = [SSH, { to_port: 80, proto: 'tcp' }, { name: 'no such application' }];
      const run = await runModule(ufwRules, { rules }, { on: rootShell(name) });
      expect(run.outputs).toMatchObject([{ exitStatus: 1 }]);
      expect(run.outputs[0]?.stderr).toContain('no such application');
      expect(await asRoot(name, LOOK)).toBe(before);
    }, 60_000);
  });
}
