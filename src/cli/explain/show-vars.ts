import { didYouMean, nameOneOf } from '../../diagnostic/suggest.ts';
import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { CommandIo } from '../command-io.ts';
import type { Project } from '../project/load-project.ts';
import type { ProjectFlags } from '../options/project-options.ts';
import { withProject } from '../project/with-project.ts';
import { explainVariables } from './explain-variables.ts';
import { renderVariable } from './render-variable.ts';
import { placeOf } from '../../diagnostic/source-range.ts';

export interface VarsCall {
  readonly host: string;
  readonly name: string | undefined;
  readonly flags: ProjectFlags;
}

/** Prints a host's variables, or one of them. Secrets are masked. */
export const showVars = ({ host, name, flags }: VarsCall, io: CommandIo): Promise<void> =>
  withProject(flags, io, (project, diagnostics, masked) => {
    const text = render(project, { host, name, flags }, diagnostics);
    diagnostics.throwIfErrors();
    io.stdout.write(masked(text));
  });

function render(project: Project, { host, name }: VarsCall, diagnostics: DiagnosticList): string {
  const found = project.inventory.hosts.get(host);
  if (!found) {
    const suggestion = nameOneOf(host, 'hosts', [...project.inventory.hosts.keys()], 'The inventory has no hosts.');
    diagnostics.error({
      code: 'nothing-selected',
      summary: `The inventory has no host ${host}`,
      suggestion,
      range: placeOf(host),
    });
    return '';
  }
  const variables = explainVariables(project, found);
  if (name === undefined)
    return [...variables.keys()]
      .sort()
      .flatMap((key) => renderVariable(key, variables.get(key) ?? [], 'brief'))
      .join('');
  const uses = variables.get(name);
  if (uses) return renderVariable(name, uses, 'full').join('');
  const suggestion =
    didYouMean(name, [...variables.keys()]) ??
    'Facts are listed by provision facts HOST; what tasks register or set is known only in the run.';
  diagnostics.error({
    code: 'undefined-variable',
    summary: `Nothing defines ${name} for ${host}`,
    suggestion,
    range: placeOf(name),
  });
  return '';
}
