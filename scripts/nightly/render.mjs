// The tables of docs/nightly.md, as Markdown.

/** A row for each suite with its last run, and the number of its passed runs. */
export function renderSuites(records) {
  const rows = [...groupBy(records, ({ suite }) => suite)].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([suite, runs]) => {
    const last = runs.at(-1);
    return [suite, day(last), last.commit, duration(last.seconds), result(last), `${last.load} on ${last.cores} cores`, history(runs)];
  });
  return table(['suite', 'last run', 'commit', 'took', 'result', 'load', 'runs that passed'], rows);
}

/** A row for each kind of machine and command, with its last run. */
export function renderFromNothing(records) {
  const groups = groupBy(records, ({ machine, command }) => `${machine} ${command}`);
  const rows = [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, runs]) => {
    const last = runs.at(-1);
    return [last.machine, `\`${last.command}\``, day(last), last.commit, duration(last.seconds), last.result, history(runs)];
  });
  return table(['machine', 'command', 'last run', 'commit', 'took', 'result', 'runs that passed'], rows);
}

/** The suites whose last run took longest. */
export function slowest(records, count = 10) {
  return lastOfEach(records).toSorted((a, b) => b.seconds - a.seconds).slice(0, count);
}

/** Suites that have failed and passed at the same commit, so that no change was the cause. */
export function failedWithoutChange(records) {
  return [...groupBy(records.filter(({ commit }) => !commit.endsWith('+')), ({ suite, commit }) => `${suite} ${commit}`).values()]
    .filter((runs) => runs.some(hasFailed) && !runs.every(hasFailed))
    .map((runs) => ({ suite: runs[0].suite, commit: runs[0].commit, failed: runs.filter(hasFailed).length, runs: runs.length }));
}

export const duration = (seconds) => (seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`);

const hasFailed = (run) => run.failed > 0;
const lastOfEach = (records) => [...groupBy(records, ({ suite }) => suite).values()].map((runs) => runs.at(-1));
const day = ({ date }) => date.slice(0, 10);
const history = (runs) => `${runs.filter((run) => !hasFailed(run)).length} of ${runs.length}`;

function result({ passed, failed, skipped }) {
  const counts = [`${passed} passed`, failed > 0 && `**${failed} failed**`, skipped > 0 && `${skipped} skipped`];
  return counts.filter(Boolean).join(', ');
}

function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

const table = (head, rows) => [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
