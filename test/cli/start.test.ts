import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';

/** All that is loaded with a file of src/: its own imports and theirs, less types and what is only imported when it is called. */
function loadedWith(entry: string): { files: string[]; packages: string[] } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [, specifier = ''] of text.matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)';/gm)) {
      if (specifier.startsWith('.')) visit(join(dirname(file), specifier));
      else if (!specifier.startsWith('node:')) packages.add(specifier);
    }
  };
  visit(entry);
  return { files: [...files].sort(), packages: [...packages].sort() };
}

test('the first module listens for signals, and loads only the loader of the rest', () => {
  const { files, packages } = loadedWith('src/cli/main.ts');
  expect(packages).toEqual([]);
  expect(files.map((file) => file.replace('src/cli/', ''))).toEqual([
    'compile-bundle.ts',
    'exit-codes.ts',
    'main.ts',
    'optimize-later.ts',
    'start/end-process.ts',
    'start/guard-exit.ts',
    'start/guard-main-thread.ts',
    'start/note-slow-start.ts',
    'start/watch-for-silence.ts',
    'start/watch-output.ts',
    'start/watch-signals.ts',
  ]);
});

test('help loads the options of the commands, but not their implementation', () => {
  const { files, packages } = loadedWith('src/cli/program.ts');
  expect(packages).toEqual(['commander', 'fastest-levenshtein']);
  expect(files.filter((file) => !file.startsWith('src/cli/'))).toEqual([
    'src/controller/file-error.ts',
    'src/controller/file-kind.ts',
    'src/diagnostic/fixes.ts',
    'src/diagnostic/render-snippet.ts',
    'src/diagnostic/render.ts',
    'src/diagnostic/source-range.ts',
    'src/diagnostic/suggest.ts',
    'src/diagnostic/visible-text.ts',
    'src/diagnostic/wrap-text.ts',
    'src/report/notify/notify-target.ts',
    'src/schema/schema-names.ts',
    'src/values/choice.ts',
    'src/values/connection-kinds.ts',
  ]);
});

test('a run loads a module only when a task names it', () => {
  const { files } = loadedWith('src/cli/run/run-project.ts');
  expect(files.length).toBeGreaterThan(200);
  expect(files.filter((file) => /^src\/modules\/(?!registry)/.test(file))).toEqual([]);
});
