import { beforeAll } from '@jest/globals';
import { testRows } from './matrix-suite.js';
import { encodingRows, packBombs } from './rows/encoding.rows.js';

beforeAll(packBombs);
testRows(encodingRows);
