import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleAgent } from '../../../framework/agent/bundle';
import { fromRoot, inBuild, ROOT } from '../paths';
import { publish, type Step } from '../step';

const AGENT = inBuild('agent', 'agent.cjs');

/** The agent as one file, for this machine and for boards. */
export const agent: Step = {
  name: 'agent',
  title: 'agent',
  inputs: () => [{ path: fromRoot('framework'), only: /(?<!\.test)\.ts$/ }, { text: readFileSync(fromRoot('package-lock.json'), 'utf8') }],
  outputs: () => [AGENT],
  async run({ work }) {
    const draft = join(work, 'agent.cjs');
    await bundleAgent(ROOT, draft);
    publish(draft, AGENT);
  },
};
