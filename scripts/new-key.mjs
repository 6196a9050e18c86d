// Prints a new random API key once, and its entry for GATEWAY_API_KEYS: npm run key -- <name> [scope …]
import { digestOf, newKey, parseApiKeys } from '../dist/platform/auth/api-keys.js';

const [name, ...scopes] = process.argv.slice(2);
if (!name) {
  console.error('Usage: npm run key -- <name> [scope …]');
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
