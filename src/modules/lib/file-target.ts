import type { StatAnswer } from '../../query/files/stat.ts';
import type { Change, ModuleContext, Prediction } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import type { FileAttributes } from '../../module-api/file-attributes.ts';
import { diffAttributes, predictStat, renderAttributes, resolveMode } from '../../module-api/file-attributes.ts';
import { describeContent, describeFound } from './describe-content.ts';
import { predictAttributes, predictFile } from './predict-file.ts';
import type { FileContent, Step } from '../../module-api/step.ts';

/** A desired file, with its content and attributes. */
export interface PlacedFile {
  readonly path: string;
  readonly content: FileContent;
  /** Of the content, in hex. */
  readonly sha256: string;
  readonly attributes: FileAttributes;
  readonly validate?: string | undefined;
  readonly backup?: boolean | undefined;
  /** The current content of the file, if known, for the diff. */
  readonly before?: Buffer | null | undefined;
}

/** The current state: the stat of the path, and the SHA-256 of the regular file, or null. */
export interface FoundFile {
  readonly self: StatAnswer;
  readonly hash: string | null;
}

/** The differences. An existing link is replaced by the file; any other type is a failure. */
export function diffPlacedFile(file: PlacedFile, found: FoundFile): Change[] {
  const self = usable(file, found.self);
  const bytes = file.content.kind === 'bytes' ? file.content.bytes : undefined;
  const before = self.exists ? found.hash : null;
  const shown = { path: file.path, before: before === null ? null : file.before, after: bytes };
  return [
    ...(found.self.exists && !self.exists ? [{ attribute: 'state', before: found.self.type, after: 'file' }] : []),
    ...(before === file.sha256
      ? []
      : [
          {
            attribute: 'content',
            before,
            after: file.sha256,
            shown: {
              before: before === null ? null : describeBefore(file, self),
              after: describeContent(file.content),
            },
            ...(bytes && { content: { ...shown, after: bytes } }),
          },
        ]),
    ...diffAttributes(file.attributes, self, NEW_FILE),
  ];
}

/** Writes the file if its content differs, otherwise only sets its attributes. */
export function applyPlacedFile(file: PlacedFile, found: FoundFile): Step[] {
  const self = usable(file, found.self);
  if (self.exists && found.hash === file.sha256)
    return [{ kind: 'run', script: renderAttributes(file.path, file.attributes, self).join(' &&\n') }];
  const { mode, owner, group } = file.attributes;
  const bits = mode === undefined ? undefined : resolveMode(mode, self.exists ? self : NEW_FILE);
  return [
    {
      kind: 'write',
      path: file.path,
      content: file.content,
      // a file that replaces a link must not inherit the link's attributes
      mode: bits ?? (found.self.exists && !self.exists ? NEW_FILE.mode : undefined),
      owner: owner ?? (found.self.exists && !self.exists ? 'root' : undefined),
      group: group ?? (found.self.exists && !self.exists ? 'root' : undefined),
      validate: file.validate,
      backup: file.backup,
    },
  ];
}

/** The predicted answers of stat, text and hash of the path. */
export function predictPlacedFile(file: PlacedFile, found: FoundFile, context: ModuleContext): Prediction[] {
  const self = usable(file, found.self);
  const me = context.as ?? 'root';
  const size = file.content.kind === 'bytes' ? file.content.bytes.length : file.content.size;
  const answer = predictStat(file.attributes, self, { ...NEW_FILE, owner: me, group: me, size });
  if (self.exists && found.hash === file.sha256) return predictAttributes(file.path, answer);
  const bytes = file.content.kind === 'bytes' ? file.content.bytes : undefined;
  return predictFile(file.path, answer, bytes, file.sha256);
}

const describeBefore = (file: PlacedFile, self: StatAnswer): string | null =>
  file.before ? describeContent({ kind: 'bytes', bytes: file.before }) : describeFound(self);

const NEW_FILE = { exists: true, type: 'file', mode: '0644', owner: 'root', group: 'root', size: 0 } as const;

/** The existing file whose attributes the new file inherits, or null. */
function usable(file: PlacedFile, self: StatAnswer): StatAnswer {
  if (self.exists && self.type !== 'file' && self.type !== 'link')
    throw new ModuleFailure(
      `${file.path} is ${self.type === 'directory' ? 'a directory' : 'not a regular file'}`,
      'Name the file itself, or remove what is in the way with file and state: absent.',
    );
  return self.exists && self.type === 'link' ? { exists: false } : self;
}
