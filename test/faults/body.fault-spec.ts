import { testRows } from './matrix-suite.js';
import { bodyRows } from './rows/body.rows.js';

testRows(bodyRows);
