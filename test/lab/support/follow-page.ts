import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fencedBlocks } from '../../docs/page-blocks.ts';
import type { PageBlock } from '../../docs/page-blocks.ts';
import { runCommand } from './run-command.ts';

export interface PageReader {
  /** Where the commands begin; `cd` holds for what follows. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  /** What stands in the page for the reader's own, such as an address, and the reader's own. */
  readonly own: Readonly<Record<string, string>>;
}

/**
 * Does what a page says, block by block: `sh` is run, and must fail where it is marked `sh fails`; what has a path above it is written; `text` is what the
 * commands since the last `text` printed, where lines may be left out. Resolves to what differed.
 */
export async function followPage(page: string, reader: PageReader): Promise<readonly string[]> {
  const differences: string[] = [];
  let { directory } = reader;
  let printed = '';
  for (const block of fencedBlocks(page)) {
    const text = fillIn(block.text, reader.own);
    if (block.language === 'text') {
      differences.push(...missing(text, printed).map((line) => `line ${block.line}: not printed: ${line}\n${printed}`));
      printed = '';
    } else if (block.language === 'sh') {
      const ran = await run(text, directory, reader.env);
      if ((ran.exitCode === 0) === (block.info === 'fails'))
        differences.push(`line ${block.line}: exit code ${ran.exitCode}\n${ran.printed}`);
      printed += ran.printed;
      ({ directory } = ran);
    } else write(block, directory, text);
  }
  return differences;
}

const fillIn = (text: string, own: PageReader['own']): string =>
  Object.entries(own).reduce((filled, [from, to]) => filled.replaceAll(from, to), text);

function write({ note, line }: PageBlock, directory: string, text: string): void {
  if (note === undefined) throw new Error(`line ${line}: a file without its path in a comment above it`);
  const path = join(directory, note);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

async function run(script: string, directory: string, env: PageReader['env']) {
  const { stdout, stderr, exitCode } = await runCommand('sh', ['-ec', `exec 2>&1\ntrap 'echo; pwd' EXIT\n${script}`], {
    cwd: directory,
    env,
  });
  const lines = stdout.trimEnd().split('\n');
  return { exitCode, directory: lines.at(-1) ?? directory, printed: `${lines.slice(0, -1).join('\n')}${stderr}\n` };
}

/** The lines that do not come in this order, whatever stands between them and however wide the columns are. */
function missing(expected: string, printed: string): readonly string[] {
  let rest = flat(printed);
  return expected.split('\n').filter((line) => {
    const at = rest.indexOf(flat(line));
    if (at !== -1) rest = rest.slice(at + flat(line).length);
    return at === -1;
  });
}

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
