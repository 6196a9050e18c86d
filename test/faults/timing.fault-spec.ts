import { testRows } from './matrix-suite.js';
import { timingRows } from './rows/timing.rows.js';

testRows(timingRows);
