import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { RunMode } from '../../engine/events.ts';
import { checkNodes } from '../../plan/check-nodes.ts';
import { checkSelection } from '../../plan/check-selection.ts';
import type { PlannedPlay } from '../../plan/plan-play.ts';
import { planPlay } from '../../plan/plan-play.ts';
import type { Project } from '../project/load-project.ts';
import type { RunFlags } from './run-options.ts';
import { placeOf } from '../../diagnostic/source-range.ts';
import { listed } from '../../diagnostic/suggest.ts';

type SelectionFlags = Pick<RunFlags, 'limit' | 'roles' | 'tags' | 'skipTags' | 'startAtTask'>;

/** The plays with the hosts and roles that the flags select. Reports flags that select nothing. */
export function planSelected(
  { playbook, inventory, limit, nodes }: Pick<Project, 'playbook' | 'inventory' | 'limit' | 'nodes'>,
  flags: SelectionFlags,
  { mode, diagnostics }: { readonly mode: RunMode; readonly diagnostics: DiagnosticList },
): PlannedPlay[] {
  const names = limit && new Set([...limit].map(({ name }) => name));
  const isVerify = mode === 'verify';
  const { roles, startAtTask } = flags;
  const options = { inventory, limit: names, roles, isVerify, diagnostics };
  const plays = playbook.plays.map((play) => planPlay(play, { ...options, nodes }));
  if (nodes)
    checkNodes(
      playbook.plays.map((play) => planPlay(play, { ...options, diagnostics: new DiagnosticList() })),
      nodes,
      diagnostics,
    );
  const tags = { only: flags.tags ?? [], skip: flags.skipTags ?? [] };
  checkSelection(plays, { tags, roles, startAtTask, isVerify }, diagnostics);
  if (flags.limit && plays.every(({ batches }) => batches.flat().length === 0)) {
    diagnostics.error({
      code: 'nothing-selected',
      summary: `--limit ${flags.limit.join(',')} leaves no host of the plays`,
      suggestion: `The plays are for ${listed([...new Set(plays.map(({ play }) => play.hosts.pattern))])}: give, for example, \`--limit ${plays[0]?.play.hosts.pattern ?? 'all'}\`.`,
      range: placeOf(`--limit ${flags.limit.join(',')}`),
    });
  }
  if (isVerify && !roles) warnOfUnverified(plays, diagnostics);
  return plays;
}

/** A role without checks would count as verified although nothing was checked. */
function warnOfUnverified(plays: readonly PlannedPlay[], diagnostics: DiagnosticList): void {
  const entries = plays.flatMap(({ play }) =>
    play.roles.filter(({ isOpening, isClosing }) => !isOpening && !isClosing),
  );
  const roles = entries.map(({ role }) => role);
  const names = [...new Set(roles.filter(({ verify }) => verify.length === 0).map(({ name }) => name))].sort();
  if (names.length === 0) return;
  const summary =
    names.length === 1
      ? `The role ${names[0] ?? ''} has no verify/main.yml, so it is not verified`
      : `${names.length} roles are not verified, since they have no verify/main.yml`;
  const detail = names.length === 1 ? undefined : names.join(', ');
  const suggestion = `Write \`verify/main.yml\` of ${names[0] ?? 'a role'}, for example \`- wait_for: { port: 80, timeout: 10 }\`.`;
  diagnostics.warning({ code: 'nothing-selected', summary, detail, suggestion, range: placeOf('verify') });
}
