import { testRows } from './matrix-suite.js';
import { statusRows } from './rows/statuses.rows.js';

testRows(statusRows);
