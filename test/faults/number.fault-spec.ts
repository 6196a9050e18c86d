import { testRows } from './matrix-suite.js';
import { numberRows } from './rows/number.rows.js';

testRows(numberRows);
