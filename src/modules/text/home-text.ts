import type { Change, ModuleContext, Prediction, Writes } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { parentOf } from '../lib/parent-directory.ts';
import { NEW_DIRECTORY, diffDirectory, predictDirectory, renderDirectory } from '../lib/directory-target.ts';
import { applyPlacedFile, diffPlacedFile, predictPlacedFile } from '../lib/file-target.ts';
import { predictStat } from '../../module-api/file-attributes.ts';
import { sha256Of } from '../../module-api/sha256.ts';
import type { Step } from '../../module-api/step.ts';
import type { HomeFile, HomeFileAnswer, HomeFileQuestion } from '../../query/files/home-file.ts';
import { homeFile } from '../../query/files/home-file.ts';
import type { StatAnswer } from '../../query/files/stat.ts';

/** An edit of a text file in a user's home directory, with the ownership and modes that ssh requires. */
export interface HomeEdit {
  readonly question: HomeFileQuestion;
  /** Whether to create the directory, and to make the directory and the file private to the user. */
  readonly managesDirectory: boolean;
  readonly fileMode: string;
  /** The desired text. If it is empty and the file does not exist, nothing is created. */
  readonly edit: (text: string) => string;
}

export function diffHome(edit: HomeEdit, found: HomeFileAnswer): Change[] {
  const plan = planHome(edit, found);
  if (!plan) return [];
  return [
    ...diffDirectory(plan.directory, plan.found.directory).map((change) => ({
      ...change,
      attribute: `${change.attribute} of ${plan.directory.path}`,
    })),
    ...diffPlacedFile(plan.file, plan.at),
  ];
}

export function applyHome(edit: HomeEdit, found: HomeFileAnswer): Step[] {
  const plan = planHome(edit, found);
  if (!plan) return [];
  const directory = renderDirectory(plan.directory, plan.found.directory);
  return [
    ...(directory.length > 0 ? [{ kind: 'run', script: directory.join(' &&\n') } satisfies Step] : []),
    ...(diffPlacedFile(plan.file, plan.at).length > 0 ? applyPlacedFile(plan.file, plan.at) : []),
  ];
}

export function predictHome(edit: HomeEdit, found: HomeFileAnswer, context: ModuleContext): Prediction[] {
  const plan = planHome(edit, found);
  if (!plan) return [];
  const { directory, file, at } = plan;
  const self = predictStat(file.attributes, at.self, { ...NEW_FILE, size: file.content.bytes.length });
  const answer: HomeFile = {
    ...plan.found,
    directory: predictStat(directory.attributes, plan.found.directory, NEW_DIRECTORY),
    self: plan.found.self.exists && plan.found.self.type === 'link' ? plan.found.self : self,
    text: file.content.bytes,
  };
  return [
    { query: homeFile(edit.question), answer },
    ...predictDirectory(directory, plan.found.directory, context),
    ...predictPlacedFile(file, at, context),
  ];
}

export const writesHome = ({ question: { user, path } }: HomeEdit): Writes => ({
  keys: [`file:${path.startsWith('/') ? path : `~${user}/${path}`}`],
});

const NEW_FILE = { exists: true, type: 'file', mode: '0600', owner: 'root', group: 'root' } as const;

/** Undefined if the file neither exists nor is needed. */
function planHome({ question, managesDirectory, fileMode, edit }: HomeEdit, found: HomeFileAnswer) {
  const { user } = question;
  const before = found?.text ?? Buffer.alloc(0);
  const bytes = Buffer.from(edit(before.toString('utf8')));
  if (bytes.length === 0 && !found?.self.exists) return undefined;
  if (!found) throw new ModuleFailure(`there is no user ${user}`, 'Create the user first, with the module user.');
  if (!found.directory.exists && !managesDirectory)
    throw new ModuleFailure(`the directory ${parentOf(found.path)} does not exist`);
  const own = managesDirectory ? { owner: user, group: found.group } : {};
  const isLink = found.self.exists && found.self.type === 'link';
  if (isLink) throw new ModuleFailure(`${found.path} is a link`, 'Use the path of the target of the link.');
  return {
    found,
    directory: { path: parentOf(found.path), attributes: managesDirectory ? { ...own, mode: '0700' } : {} },
    file: {
      path: found.path,
      content: { kind: 'bytes', bytes } as const,
      sha256: sha256Of(bytes),
      attributes: managesDirectory ? { ...own, mode: fileMode } : found.self.exists ? {} : { mode: fileMode },
      before: found.text,
    },
    at: { self: found.self satisfies StatAnswer, hash: found.text && sha256Of(found.text) },
  };
}
