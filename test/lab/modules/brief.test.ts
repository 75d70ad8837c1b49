import { BRIEF_CASES } from './brief.ts';
import { describeRounds, isLong } from './describe-rounds.ts';

const releases = isLong ? (['bookworm', 'bullseye', 'trixie'] as const) : (['bookworm'] as const);

for (const release of releases) describeRounds(`brief cases on ${release}`, release, [BRIEF_CASES]);
