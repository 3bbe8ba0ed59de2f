/**
 * Loaded into a measured server with `--import`: makes it collect its garbage on SIGUSR2, so that a measurement of its
 * memory shows what it holds rather than what it has not yet thrown away.
 */
process.on('SIGUSR2', () => {
  globalThis.gc?.();
  globalThis.gc?.();
});
