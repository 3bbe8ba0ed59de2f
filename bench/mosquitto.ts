import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { freePort } from './free-port.ts';
import { PeerProcess } from './peer-process.ts';

/** Debian puts it where only root's PATH leads. */
const usualFolders = ['/usr/sbin', '/usr/local/sbin'];

/** Where Mosquitto is; undefined when it is not installed. */
export function findMosquitto(): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...usualFolders];
  return folders.map((folder) => join(folder, 'mosquitto')).find((path) => existsSync(path));
}

/** Mosquitto with nothing to hold it up: no files, no log, no passwords, no limits, and Nagle's delay off as ours is. */
export async function startMosquitto(program: string, folder: string): Promise<PeerProcess> {
  const port = await freePort();
  const config = join(folder, 'mosquitto.conf');
  const lines = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'persistence false',
    'log_dest none',
    'max_connections -1',
    'max_inflight_messages 0',
    'max_queued_messages 0',
    'set_tcp_nodelay true',
    'sys_interval 0',
    // It would change to a user of its own otherwise, who may not exist.
    ...(process.getuid?.() === 0 ? ['user root'] : []),
  ];
  await writeFile(config, `${lines.join('\n')}\n`);
  return PeerProcess.start(program, ['-c', config], port);
}
