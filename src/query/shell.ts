import type { QueryKind } from './query.ts';
import { defineQuery } from './query.ts';
import type { ResourceKey } from './resource-key.ts';

/** A query for which there is no typed query. The script is read-only. */
export interface ShellQuestion {
  readonly script: string;
  /** The resources that the answer depends on; by default, any change on the host may affect it. */
  readonly reads?: readonly ResourceKey[] | undefined;
}

export interface ShellAnswer {
  readonly exitStatus: number;
  readonly stdout: string;
  readonly stderr: string;
}

const kind: QueryKind<ShellQuestion, ShellAnswer> = {
  name: 'shell',
  key: ({ script }) => script,
  reads: ({ reads }) => reads ?? 'anything',
  script: (questions, boundary) => questions.map(({ script }) => renderQuestion(script, boundary)).join('\n'),
  parse: (output, questions, boundary) => {
    const parts = output.toString('utf8').split(boundary);
    return questions.map((_, i) => {
      const [stdout = '', stderr = '', status = ''] = parts.slice(3 * i, 3 * i + 3);
      return { exitStatus: Number(status), stdout, stderr: stderr.trimEnd() };
    });
  },
};

/** Runs a read-only script. Prefer a typed query: each script costs at least one process. */
export const shell = defineQuery(kind);

/** The same for an answer that depends on other hosts, and so is never prefetched. */
export const volatileShell = defineQuery<ShellQuestion, ShellAnswer>({
  ...kind,
  name: 'volatileShell',
  volatile: true,
});

const renderQuestion = (script: string, boundary: string): string =>
  [
    `{ e=$( (\n${script}\n) 2>&1 >&3 3>&-); s=$?; } 3>&1`,
    `printf '%s%s%s%s%s' ${boundary} "$e" ${boundary} "$s" ${boundary}`,
  ].join('\n');
