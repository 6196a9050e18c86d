import { testRows } from './matrix-suite.js';
import { httpRows } from './rows/http.rows.js';

testRows(httpRows);
