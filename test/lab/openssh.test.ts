import { defineTransportSuite } from './support/transport-suite.ts';

defineTransportSuite('openssh', 'trixie');
