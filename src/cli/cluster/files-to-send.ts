import { readFileSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { kindOf } from '../../controller/file-kind.ts';
import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import type { RunMode } from '../../engine/events.ts';
import { resolveSource } from '../../inventory/sources/resolve-source.ts';
import type { Submission } from '../../cluster/cluster.ts';
import { readIdentity } from '../project/project-identity.ts';
import { readScope } from '../project/project-scope.ts';
import type { RunFlags } from '../run/run-options.ts';

interface Sending {
  readonly flags: RunFlags;
  readonly mode: RunMode;
  /** The playbook's path. */
  readonly playbook: string;
  /** Contents that workers receive in place of files, by absolute path. */
  readonly listed: ReadonlyMap<string, string>;
}

interface Sent {
  readonly key: string | undefined;
  readonly files: Omit<Submission['files'], 'warn'>;
}

/** The project files for the workers, and the identity of the run's resources. Throws `InvalidInput`. */
export function filesToSend({ flags, mode, playbook, listed }: Sending): Sent {
  const root = process.cwd();
  refuseOutside(root, [playbook, ...sourcePaths(flags.inventory ?? []), ...(flags.modulePath?.split(':') ?? [])]);
  const scope = readScope({ playbook, inventory: flags.inventory ?? [] }, mode);
  const kept = [
    ...(flags.vaultPasswordFile ?? []),
    ...(flags.vaultId ?? []).map((text) => text.replace(/^[^@]*@/, '')),
  ];
  return {
    key: mode === 'apply' ? [scope.project, scope.inventory, scope.playbook].join(' ') : undefined,
    files: {
      root,
      kept,
      replaced: new Map([
        ...withIdentity(playbook, root),
        ...[...listed].map(([path, text]) => [relative(root, path), text] as const),
      ]),
    },
  };
}

/** A dry run saves no identity, but all workers need the same one. */
function withIdentity(playbook: string, root: string): ReadonlyMap<string, string> {
  const { id, file, isWritten } = readIdentity(playbook);
  if (isWritten) return new Map();
  const before = kindOf(file) === undefined ? '' : `${readFileSync(file, 'utf8').trimEnd()}\n`;
  return new Map([[relative(root, file), `${before}project: ${id}\n`]]);
}

const sourcePaths = (sources: readonly string[]): string[] =>
  sources.flatMap((text) => {
    const source = resolveSource(text, new DiagnosticList());
    return source?.kind === 'path' ? [source.path] : [];
  });

function refuseOutside(root: string, paths: readonly string[]): void {
  const outside = paths.filter((path) => !resolve(path).startsWith(root + sep));
  if (outside.length === 0) return;
  throw new InvalidInput(
    outside.map((path) => ({
      code: 'cluster',
      severity: 'error',
      summary: `${path} is not in ${root}, which is what workers get`,
      suggestion: 'Put it into the project.',
    })),
  );
}
