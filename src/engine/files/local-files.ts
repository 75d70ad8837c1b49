import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import pLimit from 'p-limit';
import type { Within } from '../../controller/run-locally.ts';
import { UnreadableFile } from '../../controller/file-error.ts';
import { kindOf, kindOfStats } from '../../controller/file-kind.ts';
import { walkTree } from '../../controller/walk-tree.ts';
import type { TreeEntry } from '../../controller/walk-tree.ts';
import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { compileTemplateFile } from '../../expression/compile-template.ts';
import { besideTemplate } from '../../playbook/files/search-path.ts';
import { scopeWith } from '../../expression/run/scope-with.ts';
import type { Compiled, ControllerAccess, Scope } from '../../expression/compiled.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import type { LocalContent, LocalEntry, LocalInput, TemplateSettings } from '../../module-api/local-input.ts';
import { sha256Of } from '../../module-api/sha256.ts';
import { isUnknown } from '../../values/unknown.ts';
import type { Unknown } from '../../values/unknown.ts';
import { hashFile } from './hash-file.ts';
import { templateVariables } from './template-variables.ts';
import { decodeTemplate, readLocal, toFailure } from './read-local.ts';

/** Where a task's files are searched. */
export interface FilePlace {
  readonly files: readonly string[];
  readonly templates: readonly string[];
}

/** The variables of templates. */
export interface TemplateScope {
  readonly scope: Scope;
  /** Templates are evaluated within it. */
  readonly within: Within;
}

const VAULT_HEADER = '$ANSIBLE_VAULT;';

const IN_MEMORY_BYTES = 1024 * 1024;

/** Number of files that are read at the same time. Each is open meanwhile, and a machine may allow a hundred. */
const OPEN_FILES = 16;

/** Reads the controller's files that tasks name. Each file is read, and each template compiled, once per run. */
export class LocalFiles {
  /** For large files: their attributes when the reading began. */
  readonly #revisions = new Map<string, string>();
  readonly #contents = new Map<string, Promise<LocalContent>>();
  readonly #paths = new Map<string, string>();
  readonly #templates = new Map<string, Promise<Compiled>>();
  readonly #limit = pLimit(OPEN_FILES);
  readonly #expressionHost: (place: FilePlace) => ControllerAccess;

  constructor(expressionHost: (place: FilePlace) => ControllerAccess) {
    this.#expressionHost = expressionHost;
  }

  /** The content of an input, or `Unknown` if a template reads an unknown value. Throws `ModuleFailure`, `InvalidInput` or `ExpressionError`. */
  async load(input: LocalInput, place: FilePlace, scope: TemplateScope): Promise<LocalContent | Unknown> {
    const path = this.#find(input, place);
    if (input.as === 'tree') return this.#tree(path);
    const content = await this.#content(path);
    return input.as === 'template' ? this.#render(input, content, place, scope) : content;
  }

  /** Caches the location of a file, whose content is read once too. A missing file is not cached, since a task may create it. */
  #find(input: LocalInput, place: FilePlace): string {
    const key = candidates(input, place).join('\0');
    const known = this.#paths.get(key) ?? find(input, place);
    this.#paths.set(key, known);
    return known;
  }

  async #render(
    { path, vars = {}, settings = {} }: LocalInput,
    content: LocalContent,
    place: FilePlace,
    { scope, within }: TemplateScope,
  ): Promise<LocalContent | Unknown> {
    const key = content.path + JSON.stringify(settings);
    const compiled = await remember(this.#templates, key, () =>
      Promise.resolve(this.#compile(content.path, place, settings)),
    );
    const own = compiled.dialect === 'jinja' ? { ...templateVariables(path, content.path), ...vars } : vars;
    const text = within(() => compiled.evaluate(scopeWith(scope, own)));
    if (isUnknown(text)) return text;
    const bytes = Buffer.from(String(text));
    return { ...content, bytes, size: bytes.length, sha256: sha256Of(bytes) };
  }

  #compile(path: string, place: FilePlace, settings: TemplateSettings): Compiled {
    const diagnostics = new DiagnosticList();
    const shown = relative(process.cwd(), path);
    const source = { path: shown, text: decodeTemplate(readLocal(path), shown) };
    const host = this.#expressionHost(besideTemplate(place, path));
    const compiled = compileTemplateFile(source, diagnostics, host, settings);
    diagnostics.throwIfErrors();
    return compiled;
  }

  #content(path: string): Promise<LocalContent> {
    return remember(this.#contents, path, () => this.#read(path));
  }

  /** The SHA-256 of a file that was not kept in memory, provided that the file has not changed since it was read. */
  async sumOf(path: string): Promise<string | undefined> {
    const revision = this.#revisions.get(path);
    const found = revision === undefined ? undefined : await stat(path, { bigint: true }).catch(() => undefined);
    return found && revisionOf(found) === revision ? (await this.#content(path)).sha256 : undefined;
  }

  #read(path: string): Promise<LocalContent> {
    return this.#limit(async () => {
      try {
        return await this.#readWhole(path);
      } catch (error) {
        throw toFailure(path, error);
      }
    });
  }

  async #readWhole(path: string): Promise<LocalContent> {
    const found = await stat(path, { bigint: true });
    const mode = (Number(found.mode) & 0o7777).toString(8).padStart(4, '0');
    const kind = kindOfStats(found);
    if (kind === 'a directory') return { path, type: 'directory', mode, size: 0, sha256: '' };
    if (kind !== 'file') throw new UnreadableFile(path, `it is ${kind}`);
    if (found.size <= IN_MEMORY_BYTES) return readSmall(path, mode);
    this.#revisions.set(path, revisionOf(found));
    return { path, type: 'file', mode, size: Number(found.size), ...(await hashFile(path)) };
  }

  async #tree(path: string): Promise<LocalContent> {
    const root = await this.#content(path);
    if (root.type === 'file') return root;
    const { entries, problems } = walkTree(path);
    const [problem] = problems;
    if (problem) throw toFailure(path, problem);
    return { ...root, entries: await Promise.all(entries.map((entry) => this.#entry(entry))) };
  }

  async #entry({ path, relativePath, type, target }: TreeEntry): Promise<LocalEntry> {
    if (type === 'link') return { path, relativePath, type, target, mode: '0777', size: 0, sha256: '' };
    return { ...(await this.#content(path)), relativePath };
  }
}

/** The candidates for a path, in order of precedence. */
function candidates(input: LocalInput, place: FilePlace): string[] {
  if (isAbsolute(input.path)) return [input.path];
  return (input.as === 'template' ? place.templates : place.files).map((directory) => resolve(directory, input.path));
}

function find(input: LocalInput, place: FilePlace): string {
  const tried = candidates(input, place);
  for (const path of tried) if (kindOf(path) !== undefined) return path;
  throw new ModuleFailure(
    `There is no ${input.as === 'tree' ? 'file or directory' : input.as} ${input.path}`,
    `Looked for ${tried.join(', ')}.`,
  );
}

function readSmall(path: string, mode: string): LocalContent {
  const bytes = readLocal(path);
  if (bytes.subarray(0, VAULT_HEADER.length).toString('latin1') === VAULT_HEADER)
    throw new ModuleFailure(
      `${path} is encrypted with a vault, and would come to the host as it is`,
      'Keep its text in a vaulted variable, and give that as content or write it with a template.',
    );
  return { path, type: 'file', mode, size: bytes.length, sha256: sha256Of(bytes), bytes };
}

const revisionOf = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
  [dev, ino, size, mtimeNs, ctimeNs].join(':');

function remember<T>(memory: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = memory.get(key);
  if (known) return known;
  const made = make();
  memory.set(key, made);
  // a file that can't be read now may exist when the task is repeated
  made.catch(() => memory.delete(key));
  return made;
}
