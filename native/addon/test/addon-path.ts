import { join } from 'node:path';

/** The addon under test: the one that `npm run setup` builds for this machine. */
export const addonPath = process.env['AMP_HIL_ADDON'] ?? join(__dirname, '../../../build/addon', process.arch, 'amp_hil.node');
