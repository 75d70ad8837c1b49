import * as z from 'zod';
import type { Answers, Change, ModuleContext, Prediction } from '../../module-api/module.ts';
import { refuseForeignLinks } from '../../module-api/beside.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import type { FileAttributes } from '../../module-api/file-attributes.ts';
import { bool } from '../../module-api/params.ts';
import { parentQuery, requireParent } from '../lib/parent-directory.ts';
import type { PlacedFile } from '../lib/file-target.ts';
import { applyPlacedFile, diffPlacedFile, predictPlacedFile } from '../lib/file-target.ts';
import { sha256Of } from '../../module-api/sha256.ts';
import { predictFile } from '../lib/predict-file.ts';
import type { Step } from '../../module-api/step.ts';
import { Unknown } from '../../values/unknown.ts';
import type { Query } from '../../query/query.ts';
import type { FileTextAnswer } from '../../query/files/file-text.ts';
import { fileText } from '../../query/files/file-text.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';
import type { WayAnswer } from '../../query/files/way.ts';
import { way } from '../../query/files/way.ts';

/** Parameters that all modules for editing text files have. */
export const editing = {
  backup: bool()
    .default(false)
    .describe('Keep a copy of the previous file in the same directory, with the time in its name.'),
  validate: z
    .string()
    .regex(/%s/, 'must contain %s, which is replaced by the new file')
    .optional()
    .describe('Command that must succeed before the file is replaced; %s stands for the new file.'),
};

export interface TextQueries {
  readonly [name: string]: Query;
  readonly text: Query<FileTextAnswer>;
  readonly self: Query<StatAnswer>;
  readonly parent: Query<StatAnswer>;
  readonly way: Query<WayAnswer>;
}
export type FoundText = Answers<TextQueries>;

export const textQueries = (path: string): TextQueries => ({
  text: fileText(path),
  self: stat(path),
  parent: parentQuery(path),
  way: way(path),
});

/** An edit of a text file: computes the desired text from the current one. */
export interface TextEdit {
  readonly path: string;
  readonly attributes: FileAttributes;
  readonly backup: boolean;
  readonly validate: string | undefined;
  readonly whenAbsent: 'create' | 'fail' | 'leave';
  /** The new text. For a file that is not UTF-8, the text has one character for each byte. */
  readonly edit: (text: string) => string;
}

/** The changes of the edit. Fails if another run would change the result again. */
export function diffText(edit: TextEdit, found: FoundText): Change[] {
  const file = editedFile(edit, found);
  if (!file) return [];
  const { bytes } = file.content;
  if (!editBytes(edit, bytes).equals(bytes))
    throw new ModuleFailure(
      `the edit of ${edit.path} would change its own result at every run`,
      'Change the regular expression so that it does not match its own replacement.',
    );
  return diffPlacedFile(file, target(found)).map((change) =>
    change.attribute === 'content' ? { ...change, isRelative: true } : change,
  );
}

export function applyText(edit: TextEdit, found: FoundText): Step[] {
  const file = editedFile(edit, found);
  if (!file) return [];
  // the target of a link is edited in place, so the link must not have been created by another user
  const guard: Step[] = file.path === edit.path ? [] : [{ kind: 'run', script: refuseForeignLinks(edit.path) }];
  return [...guard, ...applyPlacedFile(file, target(found))];
}

export function predictText(edit: TextEdit, found: FoundText, context: ModuleContext): Prediction[] {
  const file = editedFile(edit, found);
  if (!file) return [];
  if (file.path === edit.path) return predictPlacedFile(file, target(found), context);
  const { bytes } = file.content;
  return [
    ...predictFile(edit.path, found.self, bytes, file.sha256),
    ...predictFile(file.path, new Unknown(`attributes of ${file.path}`), bytes, file.sha256),
  ];
}

type EditedFile = PlacedFile & { readonly content: { readonly kind: 'bytes'; readonly bytes: Buffer } };

/** The desired file; undefined if there is no file and no text. */
function editedFile(edit: TextEdit, { text: before, self, parent, way: { end } }: FoundText): EditedFile | undefined {
  if (before === null) {
    if (self.exists) throw new ModuleFailure(`${edit.path} is not a regular file`, 'Use the path of the file itself.');
    if (edit.whenAbsent === 'leave') return undefined;
    if (edit.whenAbsent === 'fail')
      throw new ModuleFailure(`${edit.path} does not exist`, 'copy and template write whole files.');
    requireParent(edit.path, parent);
  }
  const bytes = editBytes(edit, before ?? Buffer.alloc(0));
  const { attributes, backup, validate } = edit;
  // a link is kept, and the file at its end is edited
  const path = self.exists && self.type === 'link' ? (end ?? edit.path) : edit.path;
  if (path !== edit.path && Object.values(attributes).some((value) => value !== undefined))
    throw new ModuleFailure(`${edit.path} is a link`, `To set mode, owner or group, name the file itself: ${path}.`);
  return {
    path,
    content: { kind: 'bytes', bytes },
    sha256: sha256Of(bytes),
    attributes,
    backup,
    validate,
    before,
  };
}

/** The file to replace. For the target of a link, only the content is known; its attributes are kept. */
function target({ self, text: before }: FoundText): { self: StatAnswer; hash: string | null } {
  const isLink = self.exists && self.type === 'link';
  return { self: isLink ? { ...self, type: 'file' } : self, hash: before && sha256Of(before) };
}

/** A file that is not UTF-8 is edited with one character for each byte, so that all bytes survive. */
function editBytes({ edit }: TextEdit, bytes: Buffer): Buffer {
  const decoded = bytes.toString('utf8');
  if (Buffer.from(decoded).equals(bytes)) return Buffer.from(edit(decoded));
  const edited = Array.from(edit(bytes.toString('latin1')));
  return Buffer.concat(edited.map((character) => Buffer.from(character, character <= '\xff' ? 'latin1' : 'utf8')));
}
