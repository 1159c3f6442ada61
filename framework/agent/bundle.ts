import { build } from 'esbuild';
import { join } from 'node:path';

/** The agent as one file that any Node from 18 on runs; the addon is loaded by path and stays outside. */
export async function bundleAgent(root: string, outfile: string = join(root, 'build/agent/agent.cjs')): Promise<string> {
  await build({
    entryPoints: [join(root, 'framework/agent/main.ts')],
    outfile,
    bundle: true,
    minify: true,
    keepNames: true,
    platform: 'node',
    target: 'node18',
    format: 'cjs',
    logLevel: 'silent',
    external: ['*.node'],
  });
  return outfile;
}
