import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Server, utils, type ServerChannel, type Session } from 'ssh2';
import { fingerprintOf } from './ssh-host-key';
import { newKeyPair } from './ssh-key-pair';

/** A real ssh server in this process, for tests: commands run here, and it fails on demand. It has no SFTP. */
export interface TestServer {
  readonly port: number;
  readonly fingerprint: string;
  readonly hostKey: KeyPair;
  /** Connections that reached the server so far. */
  connections: number;
  /** Logins that it refused. */
  refusals: number;
  /** Drops every connection, as a board that resets. */
  cut(): void;
  /** Goes on holding the connections but neither reads nor writes them, as a board that hangs. */
  freeze(): void;
  close(): Promise<void>;
}

export interface KeyPair {
  private: string;
  public: string;
}

export const testKey = (): KeyPair => newKeyPair();

export async function startTestServer(options: { loginKey: string; hostKey?: KeyPair; port?: number }): Promise<TestServer> {
  const hostKey = options.hostKey ?? testKey();
  const allowed = parsed(options.loginKey);
  const sockets = new Set<Socket>();
  const ssh = new Server({ hostKeys: [hostKey.private] }, (client) => {
    client.on('authentication', (context) => {
      const same = context.method === 'publickey' && context.key.data.equals(allowed);
      if (same) context.accept();
      else {
        if (context.method !== 'none') server.refusals++;
        context.reject(['publickey']);
      }
    });
    client.on('session', (accept) => serveCommands(accept()));
    client.on('error', () => undefined); // a client that goes in mid-handshake is what some tests are about
  });
  const listener = createServer({ noDelay: true }, (socket) => {
    server.connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    ssh.injectSocket(socket);
  });
  listener.listen(options.port ?? 0, '127.0.0.1');
  await once(listener, 'listening');
  const cut = (): void => sockets.forEach((socket) => socket.destroy());
  const server: TestServer = {
    port: (listener.address() as AddressInfo).port,
    fingerprint: fingerprintOf(parsed(hostKey.public)),
    hostKey,
    connections: 0,
    refusals: 0,
    cut,
    freeze: () =>
      sockets.forEach((socket) => {
        socket.pause();
        socket.write = () => true;
      }),
    close: async () => {
      cut();
      listener.close();
      await once(listener, 'close');
    },
  };
  return server;
}

function parsed(key: string): Buffer {
  const result = utils.parseKey(key);
  if (result instanceof Error) throw result;
  return result.getPublicSSH();
}

function serveCommands(session: Session): void {
  session.on('exec', (accept, _, { command }) => {
    const channel: ServerChannel = accept();
    if (command === 'exec instant') {
      // Acceptance, status and close reach the client together.
      channel.exit(5);
      channel.end();
      return;
    }
    const child = spawn('sh', ['-c', command], { stdio: 'pipe' });
    session.on('signal', (_accept, _reject, { name }) => child.kill(`SIG${name}` as NodeJS.Signals));
    child.stdin.on('error', () => undefined);
    channel.pipe(child.stdin);
    child.stdout.pipe(channel, { end: false });
    child.stderr.pipe(channel.stderr, { end: false });
    channel.on('close', () => child.kill('SIGKILL'));
    child.on('close', (code, signal) => {
      if (signal === null) channel.exit(code ?? 1);
      else channel.exit(signal.replace(/^SIG/, ''));
      channel.end();
    });
  });
}
