/** Compares versions like dpkg (deb-version(7)): epoch, upstream version, revision; `~` sorts before the end. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [split(a), split(b)];
  return (
    left.epoch - right.epoch ||
    compareParts(left.upstream, right.upstream) ||
    compareParts(left.revision, right.revision)
  );
}

function split(version: string): { epoch: number; upstream: string; revision: string } {
  const [, epoch = '0', rest = ''] = /^(?:(\d+):)?(.*)$/s.exec(version.trim()) ?? [];
  const dash = rest.lastIndexOf('-');
  return dash < 0
    ? { epoch: Number(epoch), upstream: rest, revision: '' }
    : { epoch: Number(epoch), upstream: rest.slice(0, dash), revision: rest.slice(dash + 1) };
}

/** Compares alternately a sequence of other characters and a sequence of digits. */
function compareParts(a: string, b: string): number {
  let [left, right] = [a, b];
  while (left !== '' || right !== '') {
    const [, textA = '', numberA = '', restA = ''] = TURN.exec(left) ?? [];
    const [, textB = '', numberB = '', restB = ''] = TURN.exec(right) ?? [];
    const difference = compareText(textA, textB) || Number(numberA) - Number(numberB);
    if (difference !== 0) return difference;
    [left, right] = [restA, restB];
  }
  return 0;
}

const TURN = /^(\D*)(\d*)(.*)$/s;

function compareText(a: string, b: string): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = weight(a[i]) - weight(b[i]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function weight(character: string | undefined): number {
  if (character === undefined) return 0;
  if (character === '~') return -1;
  const code = character.charCodeAt(0);
  return /[A-Za-z]/.test(character) ? code : code + 256;
}
