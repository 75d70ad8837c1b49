import { compareVersions } from './compare-versions.ts';
import { define } from './define.ts';
import { oneOf, text } from './parameters.ts';

const HOLDS: Record<string, (difference: number) => boolean> = {
  '<': (difference) => difference < 0,
  '<=': (difference) => difference <= 0,
  '==': (difference) => difference === 0,
  '!=': (difference) => difference !== 0,
  '>=': (difference) => difference >= 0,
  '>': (difference) => difference > 0,
};

export const VERSION_FUNCTIONS = [
  define('version_compare', {
    doc: 'Whether two versions stand in this order, by the rules of Debian packages.',
    parameters: { version: text, operator: oneOf('<', '<=', '==', '!=', '>=', '>'), other: text },
    example: ["version_compare('1.10', '>=', '1.9~rc1')", true],
    call: ({ version, operator, other }) => HOLDS[operator]?.(compareVersions(version, other)) ?? false,
  }),
];
