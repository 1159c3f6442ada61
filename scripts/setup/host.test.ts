import { describe, expect, test } from '@jest/globals';
import sim from '../../boards/sim/board';
import zcu102Qemu from '../../boards/zcu102-qemu/board';
import { describeHost, needsDebian } from './host';
import { plan } from './plan';

const bookworm = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nID=debian\n';
const ubuntu = 'PRETTY_NAME="Ubuntu 24.04.1 LTS"\nVERSION_ID="24.04"\nID=ubuntu\nID_LIKE=debian\n';
const boards = [sim, zcu102Qemu];
const names = (release: string, arch: string): string[] => plan(describeHost(release, arch), boards).steps.map(({ name }) => name);

describe('what is set up on a machine', () => {
  test('is everything on Debian 12 on x86-64', () => {
    expect(names(bookworm, 'x64')).toEqual(
      expect.arrayContaining(['debian-packages', 'firmware-sim', 'firmware-zcu102-qemu', 'kernel-modules', 'zcu102-qemu-image']),
    );
    expect(plan(describeHost(bookworm, 'x64'), boards).limit).toBeUndefined();
  });

  test.each([
    ['another distribution', ubuntu, 'x64'],
    ['an older Debian', bookworm.replace('"12"', '"11"'), 'x64'],
    ['another architecture', bookworm, 'arm64'],
    ['a machine that does not say what it is', '', 'x64'],
  ])('is sim alone on %s, and the reason names what it would take', (_, release, arch) => {
    expect(names(release, arch)).toEqual(['host-compilers', expect.stringMatching(/^addon-/), 'agent', 'firmware-sim']);
    expect(plan(describeHost(release, arch), boards).limit).toMatch(/needs Debian 12 .*on x86-64/);
  });

  test('names the distribution that it found', () => {
    expect(needsDebian(describeHost(ubuntu, 'x64'))).toContain('This is Ubuntu 24.04.1 LTS on x64');
  });
});
