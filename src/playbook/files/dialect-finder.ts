import { join } from 'node:path';
import type { SourceFile } from '../../diagnostic/source-range.ts';
import type { Dialect } from '../../expression/dialect.ts';
import { holdsJinja } from '../../expression/dialect.ts';
import type { YamlFiles } from './yaml-files.ts';

/** The directories of a role, or next to a playbook, whose YAML files show the language of its expressions. */
const FOLDERS = ['tasks', 'handlers', 'defaults', 'vars', 'meta', ''];

/** Determines the expression language of a role, or of the files next to a playbook. */
export class DialectFinder {
  readonly #base: string;
  readonly #files: YamlFiles;
  readonly #ofSources = new WeakMap<SourceFile, { readonly dialect: Dialect | undefined }>();
  #own: { readonly dialect: Dialect | undefined } | undefined;

  constructor(base: string, files: YamlFiles) {
    this.#base = base;
    this.#files = files;
  }

  /** In order of precedence: what the role declares, what the file declares or shows, what the role's other files show. */
  ofFile(source: SourceFile): Dialect | undefined {
    const known = this.#ofSources.get(source) ?? { dialect: this.#find(source) };
    this.#ofSources.set(source, known);
    return known.dialect;
  }

  #find({ text }: SourceFile): Dialect | undefined {
    const own = this.ofAll();
    if (own?.said === true) return own;
    return saidIn(text, PLAY_SAYS) ?? shownBy(text) ?? own;
  }

  /** What the role declares or shows as a whole. */
  ofAll(): Dialect | undefined {
    this.#own ??= { dialect: this.#saidByMeta() ?? this.#shown() };
    return this.#own.dialect;
  }

  #saidByMeta(): Dialect | undefined {
    const path = ['main.yml', 'main.yaml']
      .map((name) => join(this.#base, 'meta', name))
      .find((one) => this.#files.isFile(one));
    return path === undefined ? undefined : saidIn(this.#text(path), META_SAYS);
  }

  #shown(): Dialect | undefined {
    const shown = FOLDERS.flatMap((folder) => this.#texts(join(this.#base, folder))).flatMap(
      (text) => shownBy(text) ?? [],
    );
    return shown.find(({ syntax }) => syntax === 'ejs') ?? shown[0];
  }

  #texts(folder: string): string[] {
    const names = this.#files.list(folder).filter((name) => /\.ya?ml$/.test(name));
    return names.map((name) => join(folder, name)).map((path) => (this.#files.isFile(path) ? this.#text(path) : ''));
  }

  /** An unreadable file is reported by the code that needs it. */
  #text(path: string): string {
    return this.#files.textOf(path) ?? '';
  }
}

const META_SAYS = /^syntax:\s*["']?(jinja|ejs)\b/m;
const PLAY_SAYS = /^(?:-\s+|\s{1,4})syntax:\s*["']?(jinja|ejs)\b/m;

function saidIn(text: string, pattern: RegExp): Dialect | undefined {
  const syntax = pattern.exec(text)?.[1];
  return syntax === 'jinja' || syntax === 'ejs' ? { syntax, said: true } : undefined;
}

/** Comments, and values with literal braces, show nothing. */
function shownBy(text: string): Dialect | undefined {
  const values = text.replace(/^\s*#.*$/gm, '').replace(/!unsafe.*$/gm, '');
  if (values.includes('<%')) return { syntax: 'ejs', said: false };
  return holdsJinja(values) ? { syntax: 'jinja', said: false } : undefined;
}
