'use strict';

/**
 * The addon as an agent of a simulator has it whose Linux is broken on purpose. Plain JavaScript: the agent loads it in the addon's place, by a file that the
 * simulator writes. `faults` has an entry for each that is on; `moment`: how many calls of a region go well.
 */
module.exports = function shim(addon, faults, moment) {
  let calls = 0;
  const struck = () => {
    if (++calls <= moment) return;
    if (faults.includes('agent-crash')) process.kill(process.pid, 'SIGBUS');
    // Longer than any caller waits. Nothing else runs in this process meanwhile.
    if (faults.includes('agent-slow')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
  };
  const open = (path, ...rest) => {
    if (faults.includes('uio-eacces'))
      throw Object.assign(new Error(`EACCES: open '${path}'`), { code: 'UioError', errno: 'EACCES', syscall: 'open', path });
    const region = addon.open(path, ...rest);
    // On the region itself: the addon takes it back as an argument, and knows its own objects only.
    for (const method of ['read', 'write', 'blockRead', 'blockWrite', 'blockSet', 'startJob']) {
      const real = region[method].bind(region);
      const value = (...args) => {
        struck();
        return real(...args);
      };
      Object.defineProperty(region, method, { value });
    }
    return region;
  };
  return { ...addon, open };
};
