import type { AptParams } from './apt-params.ts';
import { namesOf } from './apt-params.ts';

/** What apt-get may do. */
export const allowed = (p: AptParams) => ({
  downgrade: p.allow_downgrade || p.force,
  unauthenticated: p.allow_unauthenticated || p.force,
  heldPackages: p.allow_change_held_packages || p.force,
});

/** The options of apt-get for all commands of a task. */
export function optionsOf(p: AptParams): string[] {
  const { downgrade, unauthenticated, heldPackages } = allowed(p);
  return [
    ...(p.default_release === undefined ? [] : ['-t', p.default_release]),
    ...(p.install_recommends === undefined
      ? []
      : ['-o', `APT::Install-Recommends=${p.install_recommends ? 'yes' : 'no'}`]),
    ...(downgrade ? ['--allow-downgrades'] : []),
    ...(unauthenticated ? ['--allow-unauthenticated'] : []),
    ...(heldPackages ? ['--allow-change-held-packages'] : []),
    ...(p.autoremove && !isLoneAutoremove(p) ? ['--auto-remove'] : []),
  ];
}

const isLoneAutoremove = (p: AptParams): boolean =>
  p.autoremove && namesOf(p).length === 0 && p.upgrade === 'no' && p.deb === undefined;
