import type { CaseHost } from './describe-rounds.ts';

/** Cases that take little time, on one host, so that every run of the lab has them. */
export const BRIEF_CASES: CaseHost = {
  names: ['editors', 'programs'],
  packages: ['locales', 'libcap2-bin', 'openssl', 'openssh-client', 'acl', 'make', 'parted', 'python3-lxml'],
};
