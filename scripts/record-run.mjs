// node scripts/record-run.mjs OUT.svg COLUMNS ROWS COMMAND... : types commands in a terminal (tmux), one after another, and draws the screens as an animated
// SVG for browsers and repository pages. docs/run.svg is created this way, in the lab's network, in a directory written by `provision init`.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const [out, columns, rows, ...commands] = process.argv.slice(2);
const session = `record-${process.pid}`;
const tmux = (...words) => execFileSync('tmux', words, { encoding: 'utf8' });
const EVERY_MS = 250;
/** How long the screen is shown after a command. */
const READ_MS = 3500;
const MOST_MS = 120_000;

const COLORS = { 31: 'r', 32: 'g', 33: 'y', 34: 'u', 35: 'm', 36: 'c', 90: 'd' };

const shell = `env PS1='$ ' PROMPT_COMMAND= sh -i`;
tmux('new-session', '-d', '-s', session, '-x', columns, '-y', rows, shell);
try {
  await sleep(500);
  writeFileSync(out, drawSvg(await record()));
} finally {
  tmux('kill-session', '-t', session);
}

/** Screens with their durations. */
async function record() {
  const frames = [];
  const take = (ms) => {
    const screen = tmux('capture-pane', '-e', '-p', '-t', session).trimEnd();
    const last = frames.at(-1);
    if (last?.screen === screen) last.ms += ms;
    else frames.push({ screen, ms });
  };
  for (const command of commands) {
    tmux('send-keys', '-t', session, '-l', command);
    take(900);
    tmux('send-keys', '-t', session, 'Enter');
    for (let waited = 0; waited < MOST_MS && isBusy(waited); waited += EVERY_MS) {
      await sleep(EVERY_MS);
      take(EVERY_MS);
    }
    take(READ_MS);
  }
  return frames;
}

/** The command has ended when the shell's prompt is alone on its line. */
function isBusy(waited) {
  return waited < 500 || !/\n\$ ?$/.test(tmux('capture-pane', '-p', '-t', session).trimEnd());
}

function drawSvg(frames) {
  const [width, height] = [Number(columns) * 8.43 + 24, Number(rows) * 18 + 24];
  const total = frames.reduce((sum, { ms }) => sum + ms, 0);
  let at = 0;
  const drawn = frames.map(({ screen, ms }, i) => {
    const [from, to] = [at / total, (at + ms) / total].map((share) => `${(share * 100).toFixed(3)}%`);
    at += ms;
    const isLast = i === frames.length - 1;
    // viewers without animation show the last screen
    const rule = `@keyframes f${i}{0%{opacity:${i === 0 ? 1 : 0}}${from}{opacity:1}${to}{opacity:${isLast ? 1 : 0}}100%{opacity:${isLast ? 1 : 0}}}`;
    const style = `.f${i}{opacity:${isLast ? 1 : 0};animation:f${i} ${(total / 1000).toFixed(2)}s step-end infinite}`;
    return { css: rule + style, body: `<g class="f${i}">${drawScreen(screen)}</g>` };
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" viewBox="0 0 ${width.toFixed(0)} ${height}" role="img" aria-label="A terminal: ${escape(commands.join(', then '))}">
<style>text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#d5d9e0;white-space:pre}.b{font-weight:bold}.d{fill:#8b93a1}.r{fill:#ff7b72}.g{fill:#7ee787}.y{fill:#e3b341}.u{fill:#79c0ff}.m{fill:#d2a8ff}.c{fill:#76e3ea}
${drawn.map(({ css }) => css).join('\n')}</style>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${drawn.map(({ body }) => body).join('\n')}
</svg>
`;
}

function drawScreen(screen) {
  return screen
    .split('\n')
    .map((line, i) => (line.trim() === '' ? '' : `<text x="12" y="${i * 18 + 28}">${drawLine(line)}</text>`))
    .join('');
}

/** Draws text of one style; each part starts at its column, so that the width of the font does not matter. */
function drawLine(line) {
  const spans = [];
  let [look, column] = [new Set(), 0];
  for (const [, codes, text] of line.matchAll(/(?:\x1b\[([\d;]*)m)|([^\x1b]+)/g)) {
    if (text === undefined) for (const code of (codes || '0').split(';')) look = applyCode(look, Number(code));
    else {
      const lead = /^ */.exec(text)[0].length;
      const words = text.trimEnd().slice(lead);
      const name = [...look].join(' ');
      if (words !== '')
        spans.push(`<tspan x="${(12 + (column + lead) * 8.43).toFixed(1)}"${name && ` class="${name}"`}>${escape(words)}</tspan>`);
      column += [...text].length;
    }
  }
  return spans.join('');
}

function applyCode(look, code) {
  if (code === 0) return new Set();
  const colors = Object.values(COLORS);
  const kept = [...look];
  if (code === 1) return new Set([...kept, 'b']);
  if (code === 2) return new Set([...kept, 'd']);
  if (code === 22) return new Set(kept.filter((name) => name !== 'b' && name !== 'd'));
  if (code === 39) return new Set(kept.filter((name) => !colors.includes(name)));
  return COLORS[code] ? new Set([...kept.filter((name) => !colors.includes(name)), COLORS[code]]) : look;
}

function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
