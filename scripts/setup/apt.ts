import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Download } from './download';
import { SetupFailure } from './failure';
import { inBuild } from './paths';
import type { StepContext } from './step';

/** A Debian package of one architecture, as the archive has it now. */
export interface Package extends Download {
  /** `libc6:arm64` */
  readonly spec: string;
  readonly version: string;
}

/**
 * Debian's archive for amd64 and arm64, without root and without touching the host's dpkg: apt with its lists in the build folder and
 * an empty status file. The mirrors and keys are the host's.
 */
export class Archive {
  private readonly lists = inBuild('apt');
  private readonly context: StepContext;

  constructor(context: StepContext) {
    this.context = context;
  }

  private get options(): string[] {
    const settings = {
      'APT::Architecture': 'amd64',
      'APT::Architectures': 'amd64,arm64',
      'APT::Sandbox::User': '',
      'APT::Get::List-Cleanup': 'true',
      'Acquire::Languages': 'none',
      'Acquire::Retries': '3',
      'Dir::State::Lists': this.lists,
      'Dir::State::status': '/dev/null',
      'Dir::Cache::pkgcache': '',
      'Dir::Cache::srcpkgcache': '',
    };
    return Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  }

  async update(): Promise<void> {
    mkdirSync(join(this.lists, 'partial'), { recursive: true });
    await this.context.log.run('apt-get', [...this.options, 'update']);
  }

  /** The first package that `spec` depends on: how Debian's metapackages name the current kernel. */
  async firstDependency(spec: string): Promise<string> {
    const text = await this.context.log.read('apt-cache', [...this.options, 'show', '--no-all-versions', spec]);
    const name = /^Depends: ([^ ,(]+)/m.exec(text)?.[1];
    if (name === undefined)
      throw new SetupFailure(`Debian's ${spec} depends on nothing: it should name the current kernel`, { fix: 'look at the step log' });
    return name;
  }

  /** Version, file name and sha256 of each package. */
  async resolve(specs: readonly string[]): Promise<Package[]> {
    const text = await this.context.log.read('apt-get', [...this.options, 'download', '--print-uris', ...specs]);
    const rows = [...text.matchAll(/^'[^']+' (\S+) \d+ SHA256:([0-9a-f]{64})$/gm)].map(([, file, sha256]) => ({
      file: String(file),
      sha256: String(sha256),
    }));
    return specs.map((spec) => {
      const [name] = spec.split(':');
      const row = rows.find(({ file }) => file.startsWith(`${name}_`));
      if (!row)
        throw new SetupFailure(`the Debian archive has no package ${spec}`, {
          fix: 'the set-up needs Debian 12 (bookworm) in the apt sources',
        });
      return { spec, version: decodeURIComponent(String(row.file.split('_')[1])), ...row };
    });
  }

  /** Downloads packages into `folder`, each under its own file name. In one go: apt reads its lists once a call. */
  async download(packages: readonly Package[], folder: string): Promise<void> {
    mkdirSync(folder, { recursive: true });
    await this.context.log.run('apt-get', [...this.options, 'download', ...packages.map(({ spec, version }) => `${spec}=${version}`)], {
      cwd: folder,
    });
  }
}
