import { kindOf } from '../../controller/file-kind.ts';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import { placeOf } from '../../diagnostic/source-range.ts';
import { findRecordedProject } from '../../records/run-directory.ts';

/** The project whose runs are listed. Throws `InvalidInput` if no run has been recorded, or if `--project` names no directory. */
export function recordedProject(given: string | undefined): string {
  const root = findProject(given);
  if (root !== undefined) return root;
  throw refusal(given, {
    code: 'no-such-run',
    summary: given === undefined ? 'No run has been recorded here' : `No run has been recorded in ${given}`,
    suggestion: 'Run it in the directory of a project, or name one: `--project DIRECTORY`.',
  });
}

/** The nearest project with recorded runs; undefined if there is none. Throws `InvalidInput` if `--project` names no directory. */
export function findProject(given: string | undefined): string | undefined {
  if (given === undefined) return findRecordedProject(process.cwd());
  const kind = kindOf(given);
  if (kind === 'a directory') return findRecordedProject(given);
  throw refusal(given, {
    code: 'file-not-found',
    summary: kind === undefined ? `There is no directory ${given}` : `--project ${given} is not a directory`,
    suggestion: `Name the directory of a project, such as \`--project .\`.`,
  });
}

const refusal = (
  given: string | undefined,
  problem: Pick<Diagnostic, 'code' | 'summary' | 'suggestion'>,
): InvalidInput => {
  const range = placeOf(given === undefined ? '--project' : `--project ${given}`);
  return new InvalidInput([{ severity: 'error', ...problem, range }]);
};
