import { defineQuery } from '../query.ts';
import { quoteAll } from '../quote.ts';

/** The current value in the kernel, with single spaces; null if there is no such setting. */
export type SysctlAnswer = string | null;

/** The current value of a kernel setting: `net.ipv4.ip_forward`, `net/ipv4/conf/eth0.100/rp_filter`. */
export const sysctl = defineQuery<string, SysctlAnswer>({
  name: 'sysctl',
  key: sysctlPath,
  reads: (name) => [`sysctl:${sysctlPath(name)}`],
  // the shell reads byte by byte, and would receive only the first of several numbers
  script: (names) => `grep -aHs '' ${quoteAll([...new Set(names.map(sysctlPath))])} || :`,
  parse: (output, names) => {
    const lines = output.toString('utf8').split('\n');
    return names.map((name) => {
      const prefix = `${sysctlPath(name)}:`;
      const values = lines.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length));
      return values.length === 0 ? null : normalizeValue(values.join(' '));
    });
  },
});

/** sysctl(8): the first separator decides whether . or / separates; the other character is then literal. */
export function sysctlPath(name: string): string {
  const usesSlash = /^[^./]*\//.test(name);
  const parts = name.replace(/^\//, '').split(usesSlash ? '/' : '.');
  return `/proc/sys/${parts.map((part) => (usesSlash ? part : part.replaceAll('/', '.'))).join('/')}`;
}

/** The kernel separates numbers by tabs, users by spaces. */
export const normalizeValue = (value: string): string => value.trim().replace(/\s+/g, ' ');
