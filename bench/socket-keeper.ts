import { createServer, type Socket } from 'node:net';

/** A program that accepts connections on the port of its first argument and keeps them, and nothing else. */
const sockets = new Set<Socket>();

createServer({ noDelay: true }, (socket) => {
  sockets.add(socket);
  socket.on('data', () => {});
  socket.on('error', () => {});
  socket.on('close', () => sockets.delete(socket));
}).listen({ port: Number(process.argv[2]), host: '127.0.0.1', backlog: 4096 });
