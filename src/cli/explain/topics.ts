import { basename, extname, join } from 'node:path';
import { kindOf, listDirectory } from '../../controller/file-kind.ts';
import { readText } from '../../controller/read-file.ts';
import { bundledRoles } from '../project/bundled-roles.ts';
import { packageRoot } from '../package-root.ts';

/** A page or section of the documentation. */
export interface Topic {
  readonly kind: 'modules' | 'keywords' | 'roles' | 'error codes' | 'functions' | 'pages';
  readonly name: string;
  /** Returns the Markdown text. */
  readonly read: () => string;
}

/** All topics of the bundled documentation, and the roles of the project. */
export function listTopics(): readonly Topic[] {
  const docs = join(packageRoot(), 'docs');
  return [
    ...pages('modules', join(docs, 'reference/modules')),
    ...pages('keywords', join(docs, 'reference/keywords')),
    ...roles('roles'),
    ...roles(bundledRoles()),
    ...sections('error codes', join(docs, 'reference/errors.md'), '## '),
    ...sections('functions', join(docs, 'reference/expressions.md'), '### '),
    ...pages('pages', join(docs, 'reference')),
    ...pages('pages', join(docs, 'guide')),
  ];
}

function pages(kind: Topic['kind'], directory: string): Topic[] {
  return listDirectory(directory)
    .filter((name) => extname(name) === '.md' && name !== 'index.md')
    .map((name) => ({ kind, name: basename(name, '.md'), read: () => readText(join(directory, name)) }));
}

function roles(directory: string): Topic[] {
  return listDirectory(directory)
    .map((name) => ({ name, path: join(directory, name, 'README.md') }))
    .filter(({ path }) => kindOf(path) === 'file')
    .map(({ name, path }) => ({ kind: 'roles', name, read: () => readText(path) }));
}

/** The sections of a page with headings of the given form: `## unknown-key`, or `` ### `combine(a, b)` ``, named by the function. */
function sections(kind: Topic['kind'], path: string, heading: string): Topic[] {
  const parts = `\n${readText(path)}`.split(`\n${heading}`).slice(1);
  return parts.map((part) => {
    const [title = ''] = part.split('\n');
    const name = /^`?([\w.-]+)/.exec(title)?.[1] ?? title;
    return { kind, name, read: () => `${heading}${part.split(/\n## /)[0] ?? part}` };
  });
}
