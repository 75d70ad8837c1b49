import { CONTROLLER_FAULTS } from './support/controller-faults.ts';
import { describeFaults } from './support/describe-faults.ts';

describeFaults('a run whose controller fails', CONTROLLER_FAULTS);
