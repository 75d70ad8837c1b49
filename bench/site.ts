import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { floor, provisionHere } from './contenders.ts';
import type { EventLine, Span } from './critical-path.ts';
import { criticalPath, readSpans, timeOf } from './critical-path.ts';
import { checkout, lab, labLogin } from './lab.ts';
import type { Host } from './on-hosts.ts';
import type { Options } from './options.ts';
import type { Link, Measured } from './results.ts';
import { runWork } from './run-work.ts';
import { READ_SITE_SCRIPT } from './work/read-site.ts';
import { nothingChanged } from './works.ts';

/** (e) the whole scaled-up site on the lab's nine hosts, with the checkout's own inventory: from nothing, then without changes. */
export async function measureSite(
  scratch: string,
  options: Options,
  say: (line: string) => void,
): Promise<readonly Measured[]> {
  const hosts = siteHosts();
  const [first] = hosts;
  if (!first) throw new Error('the lab has no site');
  say('the site, once nobody else has it');
  const release = await lockHosts(hosts);
  try {
    mkdirSync(join(scratch, 'floor'), { recursive: true });
    writeFileSync(join(scratch, 'floor/hosts.json'), JSON.stringify({ hosts, login: await labLogin(first) }));
    writeFileSync(join(scratch, 'floor/read.sh'), READ_SITE_SCRIPT);
    const events = join(scratch, 'events.ndjson');
    const apply = { ...provisionHere('apply', '--inventory', 'vagrant', '--events', events), limitMs: 900_000 };
    const work = { id: 'e-nothing', title: 'The whole site from nothing', hosts: hosts.length };
    const before = async (): Promise<void> => {
      await lab('reset');
    };
    const fromNothing = await runWork(
      { ...work, entries: [{ contender: 'provision', rounds: 1, before, command: () => apply }] },
      say,
    );
    const path = fromNothing.series.some(({ wallMs }) => wallMs.length > 0) ? readPath(events) : [];
    const unchanged = await runWork(
      {
        id: 'e-unchanged',
        title: 'The whole site, nothing to change',
        hosts: hosts.length,
        entries: [
          { contender: 'floor', rounds: options.rounds, command: () => floor(scratch) },
          { contender: 'provision', rounds: options.rounds, command: () => apply, check: nothingChanged },
        ],
      },
      say,
    );
    return [{ ...fromNothing, path }, unchanged];
  } finally {
    release();
  }
}

function siteHosts(): Host[] {
  const { _meta } = JSON.parse(
    execFileSync(join(checkout, 'inventories/vagrant/hosts'), { encoding: 'utf8' }),
  ) as Inventory;
  return Object.entries(_meta.hostvars).map(([name, { ansible_host }]) => ({ name, address: ansible_host }));
}

interface Inventory {
  readonly _meta: { readonly hostvars: Readonly<Record<string, { readonly ansible_host: string }>> };
}

/** Takes the locks of the tests, in the same order. They are released when the process that holds them ends. */
async function lockHosts(hosts: readonly Host[]): Promise<() => void> {
  const { LAB_DIR, XDG_CACHE_HOME, HOME = '' } = process.env;
  const locks = join(LAB_DIR ?? `${XDG_CACHE_HOME ?? `${HOME}/.cache`}/provision-lab`, 'locks');
  mkdirSync(locks, { recursive: true });
  const names = hosts.map(({ name }) => name).toSorted();
  const [, ...words] = names.flatMap((name) => ['flock', join(locks, name)]);
  const holder = spawn('flock', [...words, 'sh', '-c', 'echo held; exec cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    holder.stdout.once('data', () => resolve());
    holder.once('error', reject);
    holder.once('exit', () => reject(new Error('the site could not be locked')));
  });
  return () => holder.stdin.end();
}

const readPath = (eventsFile: string): Link[] =>
  criticalPath(
    readSpans(
      readFileSync(eventsFile, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as EventLine),
    ),
  ).map(describeLink);

const describeLink = (span: Span): Link => ({
  node: span.node,
  fromMs: span.fromMs,
  toMs: span.toMs,
  packagesMs: Math.round(timeOf(span, 'apt')),
  rest: span.tasks
    .filter(({ module }) => module !== 'apt')
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, 3)
    .map(({ name, ms }) => ({ name, ms })),
});
