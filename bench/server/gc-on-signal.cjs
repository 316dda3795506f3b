// Loaded into a server whose memory is measured: SIGUSR2 makes it collect its garbage. Needs --expose-gc.
process.on('SIGUSR2', () => globalThis.gc());
