import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import type { CommandIo } from '../command-io.ts';
import { thisRunner } from '../options/connect-options.ts';
import { requirePrivateKey } from '../options/require-private-key.ts';
import { packageRoot } from '../package-root.ts';
import { guard } from '../start/guard.ts';
import { listen } from '../start/listen.ts';
import type { DatabaseFlags } from './cluster-options.ts';
import { whenClusterIsThere } from './open-cluster.ts';
import { programId } from './program-id.ts';
import type { SecretFlags } from './secret-words.ts';
import { secretWords } from './secret-words.ts';

export interface WorkerFlags extends DatabaseFlags, SecretFlags {
  readonly labels?: readonly string[];
  readonly jobs: number;
  readonly cache?: string;
}

const LABEL = /^[\w.-]+$/;

/** Takes jobs until a signal arrives; running tasks then finish. */
export const startWorker = (flags: WorkerFlags, io: CommandIo): Promise<void> =>
  guard(io, async () => {
    const { labels = ['default'], jobs, cluster: url } = flags;
    requireLabels(labels);
    if (flags.privateKey !== undefined) requirePrivateKey(flags.privateKey, io.env);
    const words = secretWords(flags);
    const signals = listen(io);
    signals.begin();
    const say = (line: string): void => void io.stderr.write(`${line}\n`);
    const stopping = signals.stop.asked ?? new Promise<void>(() => undefined);
    await whenClusterIsThere({ url, io }, { stopping, say }, async (cluster) => {
      say(`waiting for jobs with the label ${labels.join(' or ')}, of version ${programId()}`);
      await cluster.work({
        id: randomBytes(8).toString('hex'),
        name: thisRunner().who,
        labels,
        program: programId(),
        main: join(packageRoot(), 'dist/cli/main.js'),
        cache: join(flags.cache ?? cacheDirectory(io), 'projects'),
        words,
        jobs: Math.max(1, jobs),
        stopping,
        say,
      });
    });
    signals.close();
  });

function requireLabels(labels: readonly string[]): void {
  const wrong = labels.find((label) => !LABEL.test(label));
  if (wrong === undefined) return;
  const summary = `The label ${wrong} must consist of letters, digits, ".", "_" and "-"`;
  throw new InvalidInput([{ code: 'cluster', severity: 'error', summary }]);
}

const cacheDirectory = ({ env }: CommandIo): string =>
  join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'provision');
