import type { ModuleContext, Prediction } from '../../module-api/module.ts';
import { predictStat } from '../../module-api/file-attributes.ts';
import { ancestors } from '../lib/parent-directory.ts';
import { NEW_DIRECTORY } from '../lib/directory-target.ts';
import { predictAttributes, predictFile } from '../lib/predict-file.ts';
import type { TreeAttributesAnswer } from '../../query/files/tree-attributes.ts';
import { treeAttributes } from '../../query/files/tree-attributes.ts';
import { predictUnchanged } from '../../module-api/unchanged.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';
import { predictHard } from './file-hard.ts';
import type { FileParams, FoundPath } from './file-params.ts';
import { targetOf, wantedState } from './file-params.ts';

/** The predicted answers about a path after a `file` task. */
export function predictPath(p: FileParams, found: FoundPath, context: ModuleContext): Prediction[] {
  const me = context.as ?? 'root';
  const created = { exists: true, owner: me, group: me, size: 0 } as const;
  switch (wantedState(p)) {
    case 'absent':
      return predictFile(p.path, { exists: false }, null);
    case 'link': {
      const link = { ...created, type: 'link', mode: '0777', target: p.src } as const;
      const ownership = { owner: p.owner, group: p.group };
      const isSame = found.self.exists && found.self.type === 'link' && found.self.target === p.src;
      const self = isSame
        ? predictAttributes(p.path, predictStat(ownership, found.self, link))
        : predictFile(p.path, predictStat(ownership, { exists: false }, link), undefined);
      return [...self, ...predictTarget(p, found.target[0])];
    }
    case 'hard':
      return predictHard(p, found);
    case 'directory':
      return predictDirectories(p, found, { ...NEW_DIRECTORY, owner: me, group: me });
    case 'touch':
    case 'file':
      if (found.self.exists) return predictAttributes(p.path, predictStat(p, found.self, found.self));
      return predictFile(
        p.path,
        predictStat(p, found.self, { ...created, type: 'file', mode: '0644' }),
        Buffer.alloc(0),
      );
  }
}

function predictTarget(p: FileParams, found: StatAnswer | undefined): Prediction[] {
  const [target] = targetOf(p);
  if (target === undefined || !found) return [];
  if (!found.exists) return predictUnchanged(stat(target));
  return predictAttributes(target, predictStat({ mode: p.mode }, found, found));
}

type Created = Parameters<typeof predictStat>[2];

function predictDirectories(p: FileParams, { self, parents, below }: FoundPath, created: Created): Prediction[] {
  const missing = ancestors(p.path).filter((_, i) => parents[i]?.exists === false);
  return [
    ...missing.flatMap((parent) => predictFile(parent, created, null)),
    ...predictFile(p.path, predictStat(p, self, created), null),
    ...below.map((entries) => ({ query: treeAttributes(p.path), answer: settle(p, entries) })),
  ];
}

/** The remaining combinations of attributes, in the query's order, after all entries have the requested ones. */
function settle(p: FileParams, entries: TreeAttributesAnswer): TreeAttributesAnswer {
  const settled = entries.flatMap((entry) => {
    const answer = predictStat(p, entry, entry);
    return answer.exists ? [answer] : [];
  });
  const byKey = new Map(settled.map((entry) => [[entry.type, entry.mode, entry.owner, entry.group].join(' '), entry]));
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}
