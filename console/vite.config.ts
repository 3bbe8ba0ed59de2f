import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { mantineStyles } from './mantine-styles.ts';

/** A server that runs already, for `npm run dev -w console`. */
const server = process.env.QIYUN_CONSOLE_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react(), mantineStyles()],
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    // What Mantine and our CSS need: browsers of the last years.
    target: 'es2024',
    // To read a property changes nothing; without knowing that, all of the charts' library would come along.
    rolldownOptions: {
      treeshake: { propertyReadSideEffects: false },
      // What the first page needs comes as one file, not as one for each set of pages that share some of it.
      output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } },
    },
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
  },
  server: { proxy: { '/v1': server, '/admin': server, '/console/v1': server, '/docs': server } },
});
