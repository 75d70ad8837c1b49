import type { TextFilter } from '../events/mask-event.ts';
import { cleanText } from './clean-text.ts';

// A secret with a control character in it is found only before these are removed; a secret that a host has interrupted by one, only afterwards.

/** Masks a text that a terminal shows, and removes its control characters. */
export const maskForTerminal =
  (mask: TextFilter): TextFilter =>
  (text) => {
    const masked = mask(text);
    const cleaned = cleanText(masked);
    return cleaned === masked ? masked : mask(cleaned);
  };

/** Masks a text that is kept as it is; without its control characters only if they interrupt a secret. */
export const maskForFile =
  (mask: TextFilter): TextFilter =>
  (text) => {
    const masked = mask(text);
    const cleaned = cleanText(masked);
    if (cleaned === masked) return masked;
    const again = mask(cleaned);
    return again === cleaned ? masked : again;
  };
