import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import { didYouMean } from '../diagnostic/suggest.ts';
import { NodeId } from './ids.ts';
import type { PlannedPlay } from './plan-play.ts';
import { placeOf } from '../diagnostic/source-range.ts';

/** The names of all nodes, in each host's order of execution. */
export const nodeNames = (plays: readonly PlannedPlay[]): string[] =>
  plays.flatMap(({ parts }) => parts.flatMap(({ id, hosts }) => hosts.map((host) => new NodeId(id, host).toString())));

/** Reports names that are not nodes of the plays, and an empty list. */
export function checkNodes(
  plays: readonly PlannedPlay[],
  nodes: ReadonlySet<string>,
  diagnostics: DiagnosticList,
): void {
  const known = new Set(nodeNames(plays));
  if (nodes.size === 0)
    diagnostics.error({
      code: 'nothing-selected',
      summary: '--nodes names no node',
      suggestion: 'Write the output of `provision graph --format nodes` into the file.',
      range: placeOf('--nodes'),
    });
  for (const name of nodes)
    if (!known.has(name))
      diagnostics.error({
        code: 'nothing-selected',
        summary: `--nodes: ${name} is no node of the plays`,
        suggestion: didYouMean(name, [...known]) ?? '`provision graph --format nodes` prints them.',
        range: placeOf('--nodes'),
      });
}
