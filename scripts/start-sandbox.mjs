// Serves the built gateway in sandbox mode, in this same process.
process.env.GATEWAY_MODE ||= 'sandbox';
await import('../dist/main.js');

// Ending npm ends the shell between it and this process, but not this process: then nobody is left to stop it.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
}, 500).unref();
