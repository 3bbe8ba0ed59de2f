import type { HttpApp } from '../http-face.ts';

/**
 * Of a header that is there more than once, the last counts. Programs that keep a list of headers add theirs to it with
 * each request, and have the newest token at its end. Node.js has joined them by a comma, which no valid value has.
 */
export function takeLastOfRepeatedHeaders(face: HttpApp): void {
  face.addHook('onRequest', async ({ raw: { headers } }) => {
    for (const [name, value] of Object.entries(headers)) {
      if (name.startsWith('x-gizwits-')) headers[name] = String(value).split(', ').at(-1);
    }
  });
}
