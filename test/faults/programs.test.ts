import { describeFaults } from './support/describe-faults.ts';
import { PROGRAM_FAULTS } from './support/program-faults.ts';

describeFaults('a run whose programs hang, flood or are locked', PROGRAM_FAULTS);
