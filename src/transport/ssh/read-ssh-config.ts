import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { ParsedFiles } from './parsed-files.ts';
import { splitWords } from './ssh-arguments.ts';

const MAX_DEPTH = 16;

const configLines = new ParsedFiles((text) => text.split(/\r?\n/));

/** The text of an ssh_config file with its Include lines replaced by the contents of the files; empty if it does not exist. */
export function readSshConfig(file: string, home: string, depth = 0): string {
  let section = 'Host *';
  return (configLines.get(file) ?? [])
    .map((line) => {
      if (/^\s*(host|match)\b/i.test(line)) section = line;
      const include = /^\s*include[\s=]+(.+)$/i.exec(line)?.[1];
      if (include === undefined || depth >= MAX_DEPTH) return line;
      const texts = splitWords(include)
        .flatMap((pattern) => expandPattern(pattern, dirname(file), home))
        .map((included) => `${section}\n${readSshConfig(included, home, depth + 1)}`);
      return [...texts, section].join('\n');
    })
    .join('\n');
}

function expandPattern(pattern: string, directory: string, home: string): string[] {
  const path = resolve(directory, pattern.replace(/^~(?=\/)/, home));
  if (!/[*?]/.test(path)) return [path];
  const folder = dirname(path);
  if (!existsSync(folder)) return [];
  const name = new RegExp(
    `^${basename(path)
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );
  return readdirSync(folder)
    .filter((entry) => name.test(entry) && !entry.startsWith('.'))
    .sort()
    .map((entry) => resolve(folder, entry));
}
