// SPDX-License-Identifier: GPL-2.0
/*
 * remoteproc driver for the Cortex-R5F of the virtual ZCU102.
 *
 * On silicon the R5 is started through the platform firmware (zynqmp_r5_remoteproc). QEMU has none;
 * its PSCI knows every core of the machine, the R5s among them, so this driver starts the R5 as if
 * it were one more CPU:
 *
 *   CPU_ON(target, entry)      starts a core that is off; a running core is refused with
 * ALREADY_ON. AFFINITY_INFO(target, 0)   0 on, 1 off, 2 on its way on.
 *
 * There is no PSCI call that stops another core. Stopping is a request: the driver writes the stop
 * word, the last word of the carve-out, and the firmware, which polls it, clears it at start-up and
 * turns its own core off with CPU_OFF. A firmware that hangs cannot be stopped; stop then fails
 * with -ETIMEDOUT, the state stays "running", and only a power cycle helps.
 */
#include <linux/arm-smccc.h>
#include <linux/delay.h>
#include <linux/firmware.h>
#include <linux/io.h>
#include <linux/iopoll.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/psci.h>
#include <linux/remoteproc.h>
#include <uapi/linux/psci.h>

#define AMP_START_TIMEOUT_US 1000000
#define AMP_START_POLL_US    100
#define AMP_STOP_MAGIC	     0x0ff0ff0f
#define AMP_STOP_TIMEOUT_US  1000000
#define AMP_STOP_POLL_US     1000

/* Exported by the remoteproc core; their prototypes are in its private header, which the headers
 * package leaves out. */
int rproc_elf_sanity_check(struct rproc *rproc, const struct firmware *fw);
u64 rproc_elf_get_boot_addr(struct rproc *rproc, const struct firmware *fw);
int rproc_elf_load_segments(struct rproc *rproc, const struct firmware *fw);

struct amp_rproc {
	void __iomem *va; /* the carve-out, Normal non-cacheable */
	phys_addr_t pa;
	size_t size;
	u32 target; /* the core's PSCI affinity */
};

static int amp_psci(unsigned long function, unsigned long a0, unsigned long a1)
{
	struct arm_smccc_res res;

	arm_smccc_smc(function, a0, a1, 0, 0, 0, 0, 0, &res);
	return (int)res.a0;
}

static int amp_power_state(const struct amp_rproc *amp)
{
	return amp_psci(PSCI_0_2_FN64_AFFINITY_INFO, amp->target, 0);
}

static void __iomem *amp_stop_word(const struct amp_rproc *amp)
{
	return amp->va + amp->size - sizeof(u32);
}

static int amp_psci_to_errno(int error)
{
	switch (error) {
	case PSCI_RET_SUCCESS:
		return 0;
	case PSCI_RET_ALREADY_ON:
	case PSCI_RET_ON_PENDING:
		return -EBUSY;
	case PSCI_RET_INVALID_PARAMS:
	case PSCI_RET_INVALID_ADDRESS:
		return -EINVAL;
	case PSCI_RET_DENIED:
		return -EPERM;
	case PSCI_RET_NOT_SUPPORTED:
		return -EOPNOTSUPP;
	default:
		return -EIO;
	}
}

/*
 * Runs before the image is loaded. The core may be on although remoteproc says "offline": this
 * driver was unbound while the firmware hung. Loading would overwrite the code that it runs, so
 * refuse.
 */
static int amp_rproc_prepare(struct rproc *rproc)
{
	struct amp_rproc *amp = rproc->priv;
	int state = amp_power_state(amp);

	if (state == PSCI_0_2_AFFINITY_LEVEL_OFF)
		return 0;
	if (state < 0) {
		dev_err(&rproc->dev, "PSCI knows no core %#x (AFFINITY_INFO says %d)\n",
			amp->target, state);
		return amp_psci_to_errno(state);
	}
	dev_err(&rproc->dev, "core %#x is on already: not loading over running firmware\n",
		amp->target);
	return -EBUSY;
}

static int amp_rproc_start(struct rproc *rproc)
{
	struct amp_rproc *amp = rproc->priv;
	int state;
	int error;

	if (rproc->bootaddr < amp->pa || rproc->bootaddr >= amp->pa + amp->size) {
		dev_err(&rproc->dev, "entry %#llx lies outside the carve-out %pa+%#zx\n",
			rproc->bootaddr, &amp->pa, amp->size);
		return -EINVAL;
	}

	writel(0, amp_stop_word(amp));
	/* The image and the cleared stop word must be in memory before the core takes its first
	 * instruction from it. */
	wmb();
	error = amp_psci(PSCI_0_2_FN64_CPU_ON, amp->target, rproc->bootaddr);
	if (error) {
		dev_err(&rproc->dev, "PSCI CPU_ON of core %#x at %#llx failed: %d%s\n", amp->target,
			rproc->bootaddr, error,
			error == PSCI_RET_ALREADY_ON ? " (already on)" : "");
		return amp_psci_to_errno(error);
	}
	/* QEMU says "off" until the core takes its first turn. A stop before that would take it for
	 * stopped, and the firmware would run on under a state that says "offline". */
	error = read_poll_timeout(amp_power_state, state, state != PSCI_0_2_AFFINITY_LEVEL_OFF,
				  AMP_START_POLL_US, AMP_START_TIMEOUT_US, false, amp);
	if (error)
		dev_err(&rproc->dev, "core %#x did not start within %d ms\n", amp->target,
			AMP_START_TIMEOUT_US / 1000);
	return error;
}

/* Asks again at every look: a firmware that starts this moment clears the word after a first
 * request. */
static int amp_request_stop(const struct amp_rproc *amp)
{
	writel(AMP_STOP_MAGIC, amp_stop_word(amp));
	return amp_power_state(amp);
}

static int amp_rproc_stop(struct rproc *rproc)
{
	struct amp_rproc *amp = rproc->priv;
	int state;
	int error;

	error = read_poll_timeout(amp_request_stop, state, state == PSCI_0_2_AFFINITY_LEVEL_OFF,
				  AMP_STOP_POLL_US, AMP_STOP_TIMEOUT_US, false, amp);
	if (!error)
		return 0;

	/* Take the request back: a core that recovers later must not turn itself off under a state
	 * that says "running". */
	writel(0, amp_stop_word(amp));
	dev_err(
	    &rproc->dev,
	    "core %#x did not stop within %d ms: its firmware hangs, only a power cycle helps\n",
	    amp->target, AMP_STOP_TIMEOUT_US / 1000);
	return error;
}

static void *amp_rproc_da_to_va(struct rproc *rproc, u64 da, size_t len, bool *is_iomem)
{
	struct amp_rproc *amp = rproc->priv;

	/* The stop word is not for segments: an image that reaches it is too large. */
	if (da < amp->pa || len > amp->size - sizeof(u32) ||
	    da - amp->pa > amp->size - sizeof(u32) - len)
		return NULL;
	if (is_iomem)
		*is_iomem = true;
	return (__force void *)(amp->va + (da - amp->pa));
}

static const struct rproc_ops amp_rproc_ops = {
    .prepare = amp_rproc_prepare,
    .start = amp_rproc_start,
    .stop = amp_rproc_stop,
    .da_to_va = amp_rproc_da_to_va,
    .load = rproc_elf_load_segments,
    .sanity_check = rproc_elf_sanity_check,
    .get_boot_addr = rproc_elf_get_boot_addr,
};

static int amp_rproc_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct resource *res;
	struct amp_rproc *amp;
	struct rproc *rproc;
	int error;

	rproc = devm_rproc_alloc(dev, dev_name(dev), &amp_rproc_ops, "r5.elf", sizeof(*amp));
	if (!rproc)
		return -ENOMEM;
	amp = rproc->priv;

	error = of_property_read_u32(dev->of_node, "amp,psci-target", &amp->target);
	if (error)
		return dev_err_probe(dev, error,
				     "amp,psci-target is missing: the core's PSCI affinity\n");

	res = platform_get_resource(pdev, IORESOURCE_MEM, 0);
	if (!res || resource_size(res) < PAGE_SIZE)
		return dev_err_probe(dev, -EINVAL,
				     "reg is missing: the firmware's carve-out, a page at least\n");
	amp->pa = res->start;
	amp->size = resource_size(res);

	/* Normal non-cacheable: ELF segments are copied with plain stores, and the R5 must see them
	 * without cache maintenance. */
	amp->va = devm_ioremap_wc(dev, amp->pa, amp->size);
	if (!amp->va)
		return dev_err_probe(dev, -ENOMEM, "cannot map the carve-out %pR\n", res);

	rproc->auto_boot = false;
	/* Nobody reports a crash of this core, and a hung one cannot be restarted. */
	rproc->recovery_disabled = true;
	return devm_rproc_add(dev, rproc);
}

static const struct of_device_id amp_rproc_match[] = {
    {.compatible = "amp,psci-r5-remoteproc"},
    {},
};
MODULE_DEVICE_TABLE(of, amp_rproc_match);

static struct platform_driver amp_rproc_driver = {
    .probe = amp_rproc_probe,
    .driver =
	{
	    .name = "amp_rproc",
	    .of_match_table = amp_rproc_match,
	},
};
module_platform_driver(amp_rproc_driver);

MODULE_DESCRIPTION("Cortex-R5F of QEMU's ZCU102, started through PSCI");
MODULE_LICENSE("GPL");
