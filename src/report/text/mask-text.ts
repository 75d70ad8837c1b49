import { cleanText } from './clean-text.ts';

type TextFilter = (text: string) => string;

// A secret that contains a control character is recognized before these are removed; one that a host has interrupted by some, only afterwards.

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
