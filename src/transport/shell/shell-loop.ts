import { programText } from '../../values/program-text.ts';
import loop from './loop.sh';

/** The program that serves a session on the host; loop.sh says how it is spoken to. */
export const SHELL_LOOP = programText(loop);
