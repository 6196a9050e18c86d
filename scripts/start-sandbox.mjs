// Serves the built gateway in sandbox mode, in this same process.
process.env.GATEWAY_MODE ||= 'sandbox';
await import('../dist/main.js');
