import { defineQuery } from '../query.ts';
import { quote } from '../quote.ts';

/** dpkg's state of a package. */
export interface DpkgAnswer {
  /** Whether it is installed, or at least unpacked. */
  readonly exists: boolean;
  /** `config-files`: removed, but its configuration is kept. `broken`: unpacked or half installed. */
  readonly status: 'installed' | 'config-files' | 'broken' | 'absent';
  /** The installed version, if known: a planned package has none. */
  readonly version?: string | undefined;
  readonly hold: boolean;
  /** The installed package that provides this name, if no package with the name itself is installed. */
  readonly providedBy?: string | undefined;
}

/** The state of a package: `nginx`, or `libc6:i386` for a package of another architecture. */
export const dpkg = defineQuery<string, DpkgAnswer>({
  name: 'dpkg',
  key: (name) => name,
  reads: (name) => [`package:${name}`],
  // dpkg-query would interpret * in a name as a pattern, and does not show providers of virtual packages
  script: (names) => {
    const wanted = quote(names.filter(isPackageName).map(baseName).join(' '));
    return `dpkg-query -W -f '${FORMAT}' | awk -F '\\t' -v wanted=${wanted} '${FILTER}'`;
  },
  parse: (output, names) => {
    const records = output.toString('utf8').split('\n').filter(Boolean).map(parseRecord);
    const native = records.find((record) => record.name === 'dpkg')?.architecture ?? '';
    return names.map((name) => answer(name, records, native));
  },
});

/** Debian policy 5.6.7, optionally with an architecture after a colon. Upper case is not allowed there, but harmless here. */
export const isPackageName = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9+.-]*(:[a-z0-9-]+)?$/.test(name);

const FORMAT = ['Package', 'Architecture', 'db:Status-Want', 'db:Status-Status', 'Version', 'Provides']
  .map((field) => `\${${field}}`)
  .join('\\t')
  .concat('\\n');

const FILTER = [
  'BEGIN { n = split(wanted, w, " "); for (i = 1; i <= n; i++) ask[w[i]] = 1; ask["dpkg"] = 1 }',
  '$1 in ask { print; next }',
  '$6 != "" { m = split($6, p, ", *"); for (i = 1; i <= m; i++) { sub(/[ :].*/, "", p[i]); if (p[i] in ask) { print; next } } }',
].join(' ');

interface Record {
  readonly name: string;
  readonly architecture: string;
  readonly want: string;
  readonly status: string;
  readonly version: string;
  readonly provides: readonly string[];
}

function parseRecord(line: string): Record {
  const [name = '', architecture = '', want = '', status = '', version = '', provides = ''] = line.split('\t');
  return {
    name,
    architecture,
    want,
    status,
    version,
    provides: provides.split(/, */).map((p) => p.replace(/[ :].*/, '')),
  };
}

const baseName = (name: string): string => name.split(':')[0] ?? name;

function answer(asked: string, records: readonly Record[], native: string): DpkgAnswer {
  const [name, architecture = native] = asked.split(':');
  const own = records.find((r) => r.name === name && (r.architecture === architecture || r.architecture === 'all'));
  const provider = records.find((r) => r.status === 'installed' && r.provides.includes(asked));
  const status = packageStatus(own?.status);
  return {
    exists: status === 'installed' || status === 'broken',
    status,
    hold: own?.want === 'hold',
    ...(own && (status === 'installed' || status === 'broken') && { version: own.version }),
    ...(status !== 'installed' && provider && { providedBy: provider.name }),
  };
}

function packageStatus(status: string | undefined): DpkgAnswer['status'] {
  if (status === undefined || status === 'not-installed') return 'absent';
  if (status === 'installed' || status === 'config-files') return status;
  // only the triggers of such a package are pending; it works
  return status.startsWith('triggers-') ? 'installed' : 'broken';
}
