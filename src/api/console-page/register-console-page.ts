import { existsSync, readdirSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpApp } from '../http-face.ts';
import { sendPageFile } from '../page-file.ts';
import { projectFolder } from '../project-folder.ts';

/** Paths that belong to programs: what is not there is refused, to browsers too. */
const facesOfPrograms = /^\/(v1|app|admin|console|dev|ws|docs)(\/|$)/;

/** The component library writes sizes and the colours of its theme into the page. */
const styles = "'self' 'unsafe-inline'";

/**
 * `/` and every address of a page of the console: one file, which finds out in the browser what to show. Without the
 * built console, as in a checkout that runs from its sources, `/` leads to the debug page.
 */
export function registerConsolePage(app: HttpApp): void {
  const folder = join(projectFolder(), 'dist', 'console');
  const page = join(folder, 'index.html');
  if (!existsSync(page)) {
    app.get('/', async (_request, reply) => reply.redirect('/docs'));
    return;
  }
  const names = fileNames(folder);
  const sendPage = (request: FastifyRequest, reply: FastifyReply) =>
    sendPageFile({ path: page, isCompressed: true }, { request, reply, styles });
  app.get('/', sendPage);
  app.get('/*', async (request, reply) => {
    const path = request.url.split('?', 1)[0]!;
    const name = path.slice(1);
    if (names.has(name)) {
      const file = { path: join(folder, name), isCompressed: true, isImmutable: name.startsWith('assets/') };
      return sendPageFile(file, { request, reply, styles });
    }
    const isPage = !facesOfPrograms.test(path) && /\btext\/html\b/.test(request.headers.accept ?? '');
    return isPage ? sendPage(request, reply) : reply.callNotFound();
  });
}

/** With slashes, as in addresses; without those that are compressed. */
function fileNames(folder: string): ReadonlySet<string> {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return new Set(
    all
      .filter((name) => !['', '.br', '.gz'].includes(extname(name)))
      .map((name) => name.replaceAll(sep, '/')),
  );
}
