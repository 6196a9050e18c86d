import { testRows } from './matrix-suite.js';
import { connectionRows } from './rows/connection.rows.js';

testRows(connectionRows);
