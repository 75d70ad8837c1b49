/** A program in a file of its own, as it is sent to a host: without the lines that are comments, which no host reads. */
export const programText = (file: string): string => file.replace(/^[ \t]*#.*\n/gm, '');
