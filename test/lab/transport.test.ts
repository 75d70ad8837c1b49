import { defineTransportSuite } from './support/transport-suite.ts';

defineTransportSuite('ssh', 'trixie');
