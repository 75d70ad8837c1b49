import { BLOCK_KEYWORDS, LOOP_KEYWORDS } from './block-keywords.ts';
import { COMMON_KEYWORDS } from './common-keywords.ts';
import type { Keyword, Place } from './keyword.ts';
import { PLAY_KEYWORDS } from './play-keywords.ts';
import { TASK_KEYWORDS } from './task-keywords.ts';
import { USER_KEYWORDS } from './user-keywords.ts';

/** Every keyword, in alphabetical order. */
export const KEYWORD_TABLE: readonly Keyword[] = [
  ...PLAY_KEYWORDS,
  ...COMMON_KEYWORDS,
  ...USER_KEYWORDS,
  ...BLOCK_KEYWORDS,
  ...TASK_KEYWORDS,
  ...LOOP_KEYWORDS,
].sort((a, b) => (a.name < b.name ? -1 : 1));

/** Those that may stand at a place. */
export const keywordsAt = (place: Place): readonly Keyword[] =>
  KEYWORD_TABLE.filter(({ places }) => places.includes(place));
