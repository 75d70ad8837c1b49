import type { Change } from '../../module-api/module.ts';
import { quoteAll } from '../../query/quote.ts';
import type { ResourceKey } from '../../query/resource-key.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { namesOf } from './apt-params.ts';

/** A simulation of apt-get, for changes that only apt-get can determine. */
export interface Simulation {
  /** Prints what apt-get would do, without changing anything. */
  readonly script: string;
  readonly reads: readonly ResourceKey[];
  /** The arguments of apt-get. */
  readonly command: readonly string[] & string[];
}

export interface SimulatedParams {
  readonly name?: readonly string[] | undefined;
  readonly state: string;
  readonly upgrade: string;
  readonly autoremove: boolean;
  readonly deb?: string | undefined;
  readonly default_release?: string | undefined;
  readonly purge: boolean;
}

/** The simulations that a task needs. */
export function simulationOf(p: SimulatedParams): Simulation[] {
  const release = p.default_release === undefined ? [] : ['-t', p.default_release];
  return commandsOf(p).map((command) => {
    // runs as nobody, so that apt can't write its cache
    const ask = `setpriv --reuid=65534 --regid=65534 --clear-groups apt-get -s -q -o Debug::NoLocking=1 ${quoteAll([...release, ...command])}`;
    const script = `o=$(${ask} 2>&1) || { printf '%s\\n' "$o" >&2; exit 1; }; printf '%s\\n' "$o" | grep -E '^(Inst|Remv|Conf) ' || :`;
    return { script, command, reads: ['apt:lists', 'packages:', 'tree:/etc/apt', 'tree:/var/lib/apt/lists'] };
  });
}

function commandsOf(p: SimulatedParams): string[][] {
  if (p.upgrade === 'full' || p.upgrade === 'dist') return [['dist-upgrade']];
  if (p.upgrade !== 'no') return [['upgrade', '--with-new-pkgs']];
  if (p.state === 'build-dep') return [['build-dep', '--', ...namesOf(p)]];
  if (p.state === 'fixed') return [['install', '-f', '--', ...namesOf(p)]];
  if (p.autoremove && namesOf(p).length === 0 && p.deb === undefined)
    return [['autoremove', ...(p.purge ? ['--purge'] : [])]];
  return [];
}

/** `Inst name [old] (new origin)`, `Remv name [old]`; a package that is only to be configured has no Inst line. */
export function parseSimulation(answer: ShellAnswer): Change[] {
  const lines = answer.stdout
    .split('\n')
    .map((line) => /^(Inst|Remv|Conf) (\S+)(?: \[([^\]]+)\])?(?: \((\S+))?/.exec(line));
  const changes = new Map<string, Change>();
  for (const match of lines) {
    if (!match) continue;
    const [, what, name = '', before, version] = match;
    if (what === 'Remv') changes.set(name, { attribute: name, before: before ?? 'installed', after: 'absent' });
    else if (!changes.has(name)) {
      const after = what === 'Conf' ? 'configured' : 'latest';
      changes.set(name, {
        attribute: name,
        before: before ?? (what === 'Conf' ? 'unpacked' : 'absent'),
        after,
        note: version,
      });
    }
  }
  return [...changes.values()];
}
