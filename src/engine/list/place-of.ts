import { isUnknown } from '../../values/unknown.ts';
import { renderTemplated } from '../../expression/render-templated.ts';
import type { Play, VariableLayer } from '../../playbook/types.ts';
import type { VariablePlace } from '../../variables/host-variables.ts';
import { placeScope } from '../../variables/host-variables.ts';
import type { PlayPart } from '../../plan/play-graph.ts';
import type { HostState } from '../host/host-state.ts';

/** A play's own variables on a host: `vars`, and the first existing file of each entry of `vars_files`. */
export function playPlace(play: Play, host: HostState): Pick<VariablePlace, 'play' | 'playFiles'> {
  const playFiles: VariableLayer[] = [];
  const scope = placeScope(host.variables, {
    play,
    playFiles,
    role: undefined,
    parameters: undefined,
  });
  for (const file of play.varsFiles) {
    for (const alternative of file.alternatives) {
      const path = renderTemplated(alternative, scope);
      const layer = isUnknown(path) ? undefined : file.load(String(path));
      if (!layer) continue;
      playFiles.push(layer);
      break;
    }
  }
  return { play, playFiles };
}

/** The place of a part's tasks. */
export const placeOf = ({ entry }: PlayPart, base: Pick<VariablePlace, 'play' | 'playFiles'>): VariablePlace => ({
  ...base,
  role: entry?.role,
  parameters: entry?.vars,
  params: entry?.params,
});
