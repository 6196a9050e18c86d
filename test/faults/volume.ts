/** True when everything is to be tried, however long it takes: `npm run faults -- --full`. */
export const FULL = process.env['FAULTS_FULL'] === '1';
