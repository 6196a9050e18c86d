import { REGISTERED_PROVIDERS } from '../../src/providers/registered.js';
import { describeConformance } from './conformance-suite.js';

await describeConformance(REGISTERED_PROVIDERS);
