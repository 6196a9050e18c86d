// Prints a new random API key once, and its entry for GATEWAY_API_KEYS: npm run key -- <name> [scope …]
// With --data a new key for GATEWAY_DATA_KEYS instead: npm run key -- --data [id]
import { randomBytes } from 'node:crypto';
import { digestOf, newKey, parseApiKeys } from '../dist/platform/auth/api-keys.js';

const [name, ...scopes] = process.argv.slice(2);
if (name === '--data') {
  const [id = new Date().toISOString().slice(0, 10)] = scopes;
  console.log(
    `GATEWAY_DATA_KEYS entry (put it first, keep the older ones behind it): ${id}:${randomBytes(32).toString('base64')}`,
  );
  process.exit(0);
}
if (!name) {
  console.error('Usage: npm run key -- <name> [scope …] | npm run key -- --data [id]');
  process.exit(64);
}
const key = newKey();
const entry = [name, digestOf(key), ...(scopes.length > 0 ? [scopes.join(' ')] : [])].join(':');
try {
  parseApiKeys(entry);
} catch (fault) {
  console.error(fault.message);
  process.exit(64);
}
console.log(`Key (shown once): ${key}`);
console.log(`GATEWAY_API_KEYS entry: ${entry}`);
