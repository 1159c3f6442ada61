import { InvalidArgument } from '../../framework/errors/errors';

/**
 * An initramfs in the cpio "newc" format (Documentation/driver-api/early-userspace/buffer-format.rst). Written here rather than by
 * cpio(1) so that it needs no root for its owners and comes out the same, byte for byte, from the same content.
 */
export interface Entry {
  /** Path without the leading slash. */
  readonly path: string;
  readonly mode: number;
  readonly data?: Uint8Array | string;
  /** Target of a symbolic link. */
  readonly link?: string;
}

const S_IFDIR = 0o040000;
const S_IFREG = 0o100000;
const S_IFLNK = 0o120000;

export const file = (path: string, data: Uint8Array | string, mode = 0o644): Entry => ({ path, mode, data });
export const link = (path: string, target: string): Entry => ({ path, mode: 0o777, link: target });
export const folder = (path: string, mode = 0o755): Entry => ({ path, mode });

/** The archive, owned by root throughout; folders on the way to a file are added. */
export function archive(entries: readonly Entry[]): Uint8Array[] {
  const all = new Map<string, Entry>();
  for (const entry of entries) {
    if (entry.path.startsWith('/')) throw new InvalidArgument(`cpio path '${entry.path}' starts with a slash`);
    if (all.has(entry.path)) throw new InvalidArgument(`cpio path '${entry.path}' is there twice`);
    all.set(entry.path, entry);
  }
  for (const path of [...all.keys()]) {
    for (let cut = path.indexOf('/'); cut > 0; cut = path.indexOf('/', cut + 1)) {
      const parent = path.slice(0, cut);
      if (!all.has(parent)) all.set(parent, folder(parent));
    }
  }
  const sorted = [...all.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return [...sorted.flatMap((entry, i) => record(entry, i + 1)), ...record({ path: 'TRAILER!!!', mode: 0 }, 0)];
}

function record(entry: Entry, inode: number): Uint8Array[] {
  const data = Buffer.from(entry.link ?? entry.data ?? '');
  const name = Buffer.from(`${entry.path}\0`);
  const type = entry.link !== undefined ? S_IFLNK : entry.data !== undefined ? S_IFREG : entry.mode === 0 ? 0 : S_IFDIR;
  const links = type === S_IFDIR ? 2 : 1;
  // ino mode uid gid nlink mtime filesize devmajor devminor rdevmajor rdevminor namesize check
  const fields = [inode, type | entry.mode, 0, 0, links, 0, data.length, 0, 0, 0, 0, name.length, 0];
  const header = Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`);
  return [header, name, padding(header.length + name.length), data, padding(data.length)];
}

/** Header with name, and data, each end on a multiple of four. */
function padding(length: number): Uint8Array {
  return new Uint8Array((4 - (length % 4)) % 4);
}
