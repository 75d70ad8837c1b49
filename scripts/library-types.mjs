import { readFileSync } from 'node:fs';

/** The types of the package as one file without imports: those of the library's contract, and of its events. */
export function libraryTypes() {
  const [change] = /(?:\/\*\*(?:(?!\*\/)[^])*\*\/\n)?export interface Change \{[^]*?\n\}\n/.exec(
    read('src/module-api/module.ts'),
  );
  const events = read('src/engine/events.ts').replace(
    'export const EVENTS_VERSION = 1;',
    'export declare const EVENTS_VERSION: 1;',
  );
  return `${[change, events, read('src/cli/library/contract.ts')].map(withoutImports).join('\n')}
${['loadProject', 'plan', 'apply', 'verify'].map((name) => `export declare const ${name}: Library['${name}'];`).join('\n')}
/** The project has mistakes: no host was touched. */
export declare class ProjectError extends Error {
  readonly findings: readonly ProjectFinding[];
}
`;
}

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

const withoutImports = (text) => text.replaceAll(/^import .*;\n+/gm, '');
