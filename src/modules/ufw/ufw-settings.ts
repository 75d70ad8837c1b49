import type { Change } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import type { DpkgAnswer } from '../../query/packages/dpkg.ts';
import type { UfwAnswer, UfwPolicy, UfwState } from '../../query/services/ufw.ts';
import { FRESH_UFW } from '../../query/services/ufw.ts';

export interface UfwSettings {
  readonly enabled?: boolean | undefined;
  readonly logging?: string | undefined;
  readonly incoming?: UfwPolicy | undefined;
  readonly outgoing?: UfwPolicy | undefined;
  readonly routed?: UfwPolicy | undefined;
}

/** The current state of ufw; if its package is only planned, the package's defaults. */
export function currentUfw(found: UfwAnswer, dpkg: DpkgAnswer): UfwState {
  if (found) return found;
  if (dpkg.exists) return FRESH_UFW;
  throw new ModuleFailure('ufw is not installed', 'The apt module installs it.');
}

/** `on` enables logging at its current level, or at low if it is off. */
const levelOf = (wanted: string, found: UfwState): string =>
  wanted !== 'on' ? wanted : found.logging === 'off' ? 'low' : found.logging;

export function diffSettings(wanted: UfwSettings, found: UfwState): Change[] {
  const after = withSettings(wanted, found);
  const keys = ['logging', 'incoming', 'outgoing', 'routed'] as const;
  return [
    ...keys
      .filter((key) => found[key] !== after[key])
      .map((key) => ({ attribute: key, before: found[key], after: after[key] })),
    ...(found.enabled === after.enabled ? [] : [{ attribute: 'enabled', before: found.enabled, after: after.enabled }]),
  ];
}

export const withSettings = (wanted: UfwSettings, found: UfwState): UfwState => ({
  ...found,
  enabled: wanted.enabled ?? found.enabled,
  logging: wanted.logging === undefined ? found.logging : levelOf(wanted.logging, found),
  incoming: wanted.incoming ?? found.incoming,
  outgoing: wanted.outgoing ?? found.outgoing,
  routed: wanted.routed ?? found.routed,
});

/** Commands for the differences: policies and logging before the firewall is enabled. */
export function settingCommands(wanted: UfwSettings, found: UfwState): string[] {
  return diffSettings(wanted, found).map(({ attribute, after }) => {
    if (attribute === 'logging') return `ufw logging ${String(after)}`;
    if (attribute === 'enabled') return after === true ? 'ufw --force enable' : 'ufw disable';
    return `ufw default ${String(after)} ${attribute}`;
  });
}
