import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DIRECTORY = 'docs/sites';
const BLOCK = /(<!-- provision graph -i (\S+)( --format svg)? -->\n)[^]*?(<!-- \/provision graph -->)/g;

/** docs/sites/*.md, each with the graph of its inventory from `provision graph`. */
export function sitePages() {
  const scratch = mkdtempSync(join(tmpdir(), 'provision-docs-'));
  const password = join(scratch, 'password');
  writeFileSync(password, 'example-only\n', { mode: 0o600 });
  const graph = (inventory, format) =>
    execFileSync(
      process.execPath,
      ['dist/cli/main.js', 'graph', '-i', inventory, '--format', format, '--vault-password-file', password],
      { encoding: 'utf8' },
    );
  const drawings = [];
  const block = (_, begin, inventory, drawn, end) => {
    if (!drawn) return `${begin}\`\`\`\n${graph(inventory, 'text')}\`\`\`\n${end}`;
    drawings.push([join(DIRECTORY, `${inventory}.svg`), graph(inventory, 'svg')]);
    return `${begin}![The roles of each host, and what they wait for](${inventory}.svg)\n${end}`;
  };
  try {
    const names = readdirSync(DIRECTORY).filter((name) => name.endsWith('.md'));
    const pages = names.map((name) => {
      const path = join(DIRECTORY, name);
      return [path, readFileSync(path, 'utf8').replace(BLOCK, block)];
    });
    return [...pages, ...drawings];
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
