import type { HttpApp } from '../http-face.ts';

/** How long a browser remembers the answer, in seconds; they stop at 2 hours by themselves. */
const rememberedS = 7200;

/**
 * Lets web pages of any origin call this plugin, as they can call the vendor's cloud. Nothing here goes by cookies: a page
 * has the tokens that it was given, and no others.
 */
export function allowOtherOrigins(face: HttpApp): void {
  face.addHook('onRequest', async (request, reply) => {
    reply.header('access-control-allow-origin', '*');
    if (request.method !== 'OPTIONS') return;
    // Browsers ask before they call, without the headers that they ask about, so nothing may look for those.
    reply.headers({
      'access-control-allow-methods': 'GET, POST, PUT, DELETE',
      'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '',
      'access-control-max-age': rememberedS,
      vary: 'Access-Control-Request-Headers',
    });
    return reply.code(204).send();
  });
  // The hook has answered; without a route no hook would be asked.
  face.options('/app/*', async () => undefined);
}
