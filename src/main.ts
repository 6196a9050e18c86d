import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Before anything else is loaded: compiled code is kept between starts, beside the packages it comes from. Where that
// folder cannot be written, the process starts a fifth slower.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/gateway-compiled'));
await import('./serve.js');
