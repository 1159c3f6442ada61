// Shows the nearest point of a chart, and enlarges a part of it: drag a frame, double click to go back.
(() => {
  const tip = document.getElementById('tip');
  const near = 28;
  for (const plot of document.querySelectorAll('.plot')) {
    const svg = plot.querySelector('svg');
    const points = JSON.parse(plot.dataset.points);
    const whole = { x: 0, y: 0, w: +svg.getAttribute('width'), h: +svg.getAttribute('height') };
    let view = whole;
    let from;
    const show = (next) => {
      view = next;
      svg.setAttribute('viewBox', `${next.x} ${next.y} ${next.w} ${next.h}`);
    };
    show(whole);
    const at = (event) => {
      const box = svg.getBoundingClientRect();
      return {
        x: view.x + ((event.clientX - box.left) / box.width) * view.w,
        y: view.y + ((event.clientY - box.top) / box.height) * view.h,
      };
    };
    svg.addEventListener('pointermove', (event) => {
      const { x, y } = at(event);
      let best;
      let least = (near * view.w) / whole.w;
      for (const point of points) {
        const far = Math.hypot(point[0] - x, point[1] - y);
        if (far < least) [best, least] = [point, far];
      }
      tip.style.display = best ? 'block' : 'none';
      if (!best) return;
      tip.textContent = best[2];
      tip.style.left = `${Math.min(event.clientX + 14, innerWidth - 320)}px`;
      tip.style.top = `${event.clientY + 16}px`;
    });
    svg.addEventListener('pointerleave', () => (tip.style.display = 'none'));
    svg.addEventListener('pointerdown', (event) => (from = at(event)));
    svg.addEventListener('pointerup', (event) => {
      const to = at(event);
      const [dx, dy] = from ? [Math.abs(to.x - from.x), Math.abs(to.y - from.y)] : [0, 0];
      // In the proportions of the whole, so that nothing is stretched.
      const w = Math.max(dx, (dy * whole.w) / whole.h);
      if (w > 24) show({ x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), w, h: (w * whole.h) / whole.w });
      from = undefined;
    });
    svg.addEventListener('dblclick', () => show(whole));
  }
})();
