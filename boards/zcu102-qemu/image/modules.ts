/**
 * Kernel modules of the image, in the order they are loaded. `from: 'kernel'`: Debian's, by its path below kernel/; `built`: made
 * from native/kernel.
 */
export interface Module {
  readonly name: string;
  readonly from: 'built' | { readonly kernel: string };
  readonly parameters?: string;
}

export const MODULES: readonly Module[] = [
  { name: 'uio', from: { kernel: 'drivers/uio/uio.ko' } },
  { name: 'uio_pdrv_genirq', from: 'built', parameters: 'of_id=generic-uio' },
  { name: 'libphy', from: { kernel: 'drivers/net/phy/libphy.ko' } },
  { name: 'fixed_phy', from: { kernel: 'drivers/net/phy/fixed_phy.ko' } },
  { name: 'fwnode_mdio', from: { kernel: 'drivers/net/mdio/fwnode_mdio.ko' } },
  { name: 'of_mdio', from: { kernel: 'drivers/net/mdio/of_mdio.ko' } },
  { name: 'mdio_devres', from: { kernel: 'drivers/net/phy/mdio_devres.ko' } },
  { name: 'phylink', from: { kernel: 'drivers/net/phy/phylink.ko' } },
  { name: 'macb', from: { kernel: 'drivers/net/ethernet/cadence/macb.ko' } },
  { name: 'amp_rproc', from: 'built' },
];

/** Text of /etc/modules: a module and its parameters a line. */
export function modulesFile(): string {
  return MODULES.map(({ name, parameters }) => `${[name, parameters].filter(Boolean).join(' ')}\n`).join('');
}
