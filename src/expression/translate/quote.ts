/** A string literal in which EJS's tokenizer finds no delimiter. */
export const quote = (text: string): string => JSON.stringify(text).replaceAll('%', '\\u0025');
