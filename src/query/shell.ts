import type { QueryKind } from './query.ts';
import { defineQuery, Refused } from './query.ts';
import { quoteAll } from './quote.ts';
import type { ResourceKey } from './resource-key.ts';

/** A query for which there is no typed query. The script is read-only. */
export interface ShellQuestion {
  readonly script: string;
  /** The resources that the answer depends on; by default, any change on the host may affect it. */
  readonly reads?: readonly ResourceKey[] | undefined;
  /** The files that the script opens, besides those of `reads`. If one of them is a pipe, the script doesn't run: it would wait for a writer. */
  readonly opens?: readonly string[] | undefined;
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
  script: (questions, boundary) => questions.map((question) => renderQuestion(question, boundary)).join('\n'),
  parse: (output, questions, boundary) => {
    const parts = output.toString('utf8').split(boundary);
    return questions.map((_, i) => {
      const [stdout = '', stderr = '', status = ''] = parts.slice(3 * i, 3 * i + 3);
      if (status === PIPE) return new Refused(`${stderr} is a named pipe`, `Remove it, or name a regular file.`);
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

/** As a status. */
const PIPE = 'pipe';

function renderQuestion(question: ShellQuestion, boundary: string): string {
  const files = filesOf(question);
  const run = `{ e=$( (\n${question.script}\n) 2>&1 >&3 3>&-); s=$?; } 3>&1`;
  const guarded = [
    `s=; for f in ${quoteAll(files)}; do if [ -p "$f" ]; then e=$f s=${PIPE}; fi; done`,
    `[ -n "$s" ] || ${run}`,
  ];
  return [
    ...(files.length === 0 ? [run] : guarded),
    `printf '%s%s%s%s%s' ${boundary} "$e" ${boundary} "$s" ${boundary}`,
  ].join('\n');
}

const filesOf = ({ reads = [], opens = [] }: ShellQuestion): string[] => [
  ...opens,
  ...reads.filter((key) => key.startsWith('file:/')).map((key) => key.slice('file:'.length)),
];
