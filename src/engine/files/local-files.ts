import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { compileTemplateFile } from '../../expression/compile-template.ts';
import type { Compiled, ControllerAccess, Scope } from '../../expression/compiled.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import type { LocalContent, LocalEntry, LocalInput } from '../../module-api/local-input.ts';
import { sha256Of } from '../../module-api/sha256.ts';
import { isUnknown } from '../../values/unknown.ts';
import type { Unknown } from '../../values/unknown.ts';

/** Where a task's files are looked for. */
export interface FilePlace {
  readonly files: readonly string[];
  readonly templates: readonly string[];
}

const VAULT_HEADER = '$ANSIBLE_VAULT;';

const IN_MEMORY_BYTES = 1024 * 1024;

/** What is read at a time of a file that is only hashed. */
const PIECE_BYTES = 512 * 1024;

/** Reads the controller's files that tasks name; each file is read and each template compiled once a run. */
export class LocalFiles {
  /** Of large files: what they were when their reading began. */
  readonly #revisions = new Map<string, string>();
  readonly #contents = new Map<string, Promise<LocalContent>>();
  readonly #paths = new Map<string, Promise<string>>();
  readonly #templates = new Map<string, Promise<Compiled>>();
  readonly #expressionHost: (place: FilePlace) => ControllerAccess;

  constructor(expressionHost: (place: FilePlace) => ControllerAccess) {
    this.#expressionHost = expressionHost;
  }

  /** The content of an input, or `Unknown` when a template reads what is not known yet. Throws `ModuleFailure`, `InvalidInput` or `ExpressionError`. */
  async load(input: LocalInput, place: FilePlace, scope: Scope): Promise<LocalContent | Unknown> {
    const path = await this.#find(input, place);
    if (input.as === 'tree') return this.#tree(path);
    const content = await this.#content(path);
    return input.as === 'template' ? this.#render(content, place, withOwn(input.vars ?? {}, scope)) : content;
  }

  /** Where it was found, it stays: its content is read once too. What was not found may be made by a task yet. */
  #find(input: LocalInput, place: FilePlace): Promise<string> {
    const key = candidates(input, place).join('\0');
    return remember(this.#paths, key, async () => {
      try {
        return await find(input, place);
      } catch (error) {
        this.#paths.delete(key);
        throw error;
      }
    });
  }

  async #render(content: LocalContent, place: FilePlace, scope: Scope): Promise<LocalContent | Unknown> {
    const compiled = await remember(this.#templates, content.path, () => this.#compile(content.path, place));
    const text = compiled.evaluate(scope);
    if (isUnknown(text)) return text;
    const bytes = Buffer.from(String(text));
    return { ...content, bytes, size: bytes.length, sha256: sha256Of(bytes) };
  }

  async #compile(path: string, place: FilePlace): Promise<Compiled> {
    const diagnostics = new DiagnosticList();
    const source = { path: relative(process.cwd(), path), text: await readFile(path, 'utf8') };
    const compiled = compileTemplateFile(source, diagnostics, this.#expressionHost(place));
    diagnostics.throwIfErrors();
    return compiled;
  }

  #content(path: string): Promise<LocalContent> {
    return remember(this.#contents, path, () => this.#read(path));
  }

  /** The SHA-256 of a file that was not kept in memory, as long as nobody has touched the file since it was read. */
  async sumOf(path: string): Promise<string | undefined> {
    const revision = this.#revisions.get(path);
    const found = revision === undefined ? undefined : await stat(path, { bigint: true }).catch(() => undefined);
    return found && revisionOf(found) === revision ? (await this.#content(path)).sha256 : undefined;
  }

  async #read(path: string): Promise<LocalContent> {
    const found = await stat(path, { bigint: true });
    const mode = (Number(found.mode) & 0o7777).toString(8).padStart(4, '0');
    if (found.isDirectory()) return { path, type: 'directory', mode, size: 0, sha256: '' };
    if (found.size <= IN_MEMORY_BYTES) return readSmall(path, mode);
    this.#revisions.set(path, revisionOf(found));
    return { path, type: 'file', mode, size: Number(found.size), sha256: await hashFile(path) };
  }

  async #tree(path: string): Promise<LocalContent> {
    const root = await this.#content(path);
    if (root.type === 'file') return root;
    const names = (await readdir(path, { recursive: true })).sort();
    const entries = names.map(async (name): Promise<LocalEntry> => ({
      ...(await this.#content(join(path, name))),
      relativePath: name,
    }));
    return { ...root, entries: await Promise.all(entries) };
  }
}

/** What a path may mean, first to last. */
function candidates(input: LocalInput, place: FilePlace): string[] {
  if (isAbsolute(input.path)) return [input.path];
  return (input.as === 'template' ? place.templates : place.files).map((directory) => resolve(directory, input.path));
}

/** The scope with a template's own variables before it. */
const withOwn = (own: Readonly<Record<string, unknown>>, scope: Scope): Scope => ({
  names: () => [...Object.keys(own), ...scope.names()],
  has: (name) => Object.hasOwn(own, name) || scope.has(name),
  get: (name) => (Object.hasOwn(own, name) ? own[name] : scope.get(name)),
});

async function find(input: LocalInput, place: FilePlace): Promise<string> {
  const tried = candidates(input, place);
  for (const path of tried) if (await stat(path).catch(() => undefined)) return path;
  throw new ModuleFailure(`There is no ${input.as} ${input.path}`, `Looked for ${tried.join(', ')}.`);
}

async function readSmall(path: string, mode: string): Promise<LocalContent> {
  const bytes = await readFile(path);
  if (bytes.subarray(0, VAULT_HEADER.length).toString('latin1') === VAULT_HEADER)
    throw new ModuleFailure(
      `${path} is encrypted with a vault, and would come to the host as it is`,
      'Keep its text in a vaulted variable, and give that as content or write it with a template.',
    );
  return { path, type: 'file', mode, size: bytes.length, sha256: sha256Of(bytes), bytes };
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: PIECE_BYTES })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

const revisionOf = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
  [dev, ino, size, mtimeNs, ctimeNs].join(':');

function remember<T>(memory: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = memory.get(key) ?? make();
  memory.set(key, known);
  return known;
}
