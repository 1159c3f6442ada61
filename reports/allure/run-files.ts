import { Status } from 'allure-js-commons';
import type { Category, EnvironmentInfo } from 'allure-js-commons/sdk';
import type { RunView } from '../view/run-view';
import { oneLine } from '../../framework/record/visible';

/** What Allure groups failures by: whose fault it is. The expressions are both Java's (Allure 2) and JavaScript's (Allure 3): no flags. */
export const CATEGORIES: readonly Category[] = [
  { name: 'Product defect', description: 'The board did not do what it must.', matchedStatuses: [Status.FAILED] },
  { name: 'Infrastructure', description: 'The test could not run: link, power, firmware, host.', matchedStatuses: [Status.BROKEN] },
  {
    name: 'Skipped for a missing capability',
    description: 'The board does not have what the test needs.',
    matchedStatuses: [Status.SKIPPED],
    messageRegex: '[\\s\\S]*does not have[\\s\\S]*',
  },
  { name: 'Skipped', matchedStatuses: [Status.SKIPPED], messageRegex: '(?![\\s\\S]*does not have)[\\s\\S]*' },
];

/** Provenance, for `environment.properties`. */
export function environmentInfo(view: RunView): EnvironmentInfo {
  const { run, rig } = view;
  const entries: [string, string | null | undefined][] = [
    ['board', view.board],
    ['emulated', rig && String(rig.emulated)],
    ['profile', run.profile],
    ['seed', String(run.seed)],
    ['commit', run.commit],
    ['kernel', rig?.kernel],
    ['firmware', rig?.firmware],
    ['addon', rig?.addon],
    ...Object.entries(rig?.clocks ?? {}).map(([name, hz]): [string, string] => [`clock.${name}`, `${hz} Hz`]),
    ...Object.entries(rig?.facts ?? {}),
    ...Object.entries(run.host).map(([name, value]): [string, string] => [`host.${name}`, value]),
  ];
  return Object.fromEntries(entries.filter(([, value]) => value != null).map(([name, value]) => [oneLine(name), oneLine(value ?? '')]));
}

/** `executor.json`: who ran this, for the report's front page. */
export function executorInfo(view: RunView): Record<string, string | number> {
  return { name: 'amp-hil', type: 'amp-hil', buildName: view.run.id, buildOrder: view.t0, reportName: `${view.board} ${view.run.profile}` };
}
