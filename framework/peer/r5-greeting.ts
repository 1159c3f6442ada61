import { ProtocolViolation } from '../errors/errors';
import { parseHex, PROTOCOL_VERSION } from './protocol';

/** What the firmware says of itself at start-up and in answer to `hello`. */
export interface Greeting {
  protocol: number;
  /** Build id: hash of the firmware's sources. */
  build: string;
  /** Differs with every start of the firmware. */
  nonce: string;
  /** `qemu-zynqmp`, `zynqmp`, `posix` */
  port: string;
}

/** `undefined` when a field is missing. */
export function parseGreeting(fields: ReadonlyMap<string, string>): Greeting | undefined {
  const protocol = parseHex(fields.get('proto'));
  const build = fields.get('build');
  const nonce = fields.get('nonce');
  const port = fields.get('port');
  return protocol === undefined || !build || !nonce || !port ? undefined : { protocol: Number(protocol), build, nonce, port };
}

/** Throws `ProtocolViolation` for firmware of another protocol or, where one is expected, another build. */
export function checkGreeting(peer: string, greeting: Greeting, expectedBuild: string | undefined): Greeting {
  if (greeting.protocol !== PROTOCOL_VERSION) {
    throw new ProtocolViolation(`${peer}: firmware speaks protocol ${greeting.protocol}, this framework ${PROTOCOL_VERSION}`, {
      fix: 'build and load the firmware of this checkout',
    });
  }
  if (expectedBuild !== undefined && greeting.build !== expectedBuild) {
    throw new ProtocolViolation(`${peer}: firmware of build ${greeting.build} runs, build ${expectedBuild} was to be loaded`, {
      fix: 'load the firmware again; if that changes nothing, another one is started from flash or by another program',
    });
  }
  return greeting;
}
