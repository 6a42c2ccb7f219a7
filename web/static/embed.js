(() => {
  const figure = document.querySelector('.embed');
  const button = figure.querySelector('.explore');
  // The page around is told the height once it has asked, and whenever that changes.
  if (parent !== window) {
    let host = null;
    const tell = () => host && parent.postMessage({ corredor: document.body.offsetHeight }, host);
    addEventListener('message', ({ source, origin, data }) => {
      if (source !== parent || data !== 'corredor:fit') return;
      host = origin === 'null' ? '*' : origin;
      figure.dataset.fitted = '';
      tell();
    });
    new ResizeObserver(tell).observe(document.body);
    parent.postMessage('corredor:here', '*');
  }
  if (!button) return;
  let live = null;
  const root = document.documentElement.dataset;
  const drawable = () => document.createElement('canvas').getContext('webgl2') !== null;
  const explore = (asked) => {
    live ??= import(figure.dataset.module).then(({ explore }) => explore(figure, button));
    button.ariaBusy = asked;
    return live
      .then((map) => map.open(asked))
      .catch(() => {
        live = null;
        if (asked) open(button.href, '_blank', 'noopener');
      })
      .finally(() => {
        button.ariaBusy = null;
        if (root.asked) root.asked = figure.dataset.live ? 'shown' : 'failed';
      });
  };
  // With this script the link does what a button does, and is pressed as one.
  button.setAttribute('role', 'button');
  button.addEventListener('keydown', (e) => {
    if (e.key !== ' ') return;
    e.preventDefault();
    button.click();
  });
  button.addEventListener('click', (e) => {
    // Where there is no map to be had the link leads to the page, which has a list.
    if (e.ctrlKey || e.metaKey || e.shiftKey || e.altKey || !drawable()) return;
    e.preventDefault();
    explore(true);
  });
  const sparing = navigator.connection?.saveData || matchMedia('(prefers-reduced-data: reduce)').matches;
  // In a folder of files the picture may not be what is asked for: then the map comes at once, or it is said.
  if (root.asked) {
    if (sparing || !drawable()) root.asked = 'failed';
    else explore(false);
    return;
  }
  if (sparing || !window.requestIdleCallback) return;
  const seen = new IntersectionObserver(
    ([at]) => {
      if (!at.isIntersecting) return;
      seen.disconnect();
      requestIdleCallback(() => !live && drawable() && explore(false));
    },
    { threshold: 0.6 },
  );
  const start = () => setTimeout(() => seen.observe(figure.querySelector('.map')), 1500);
  if (document.readyState === 'complete') start();
  else addEventListener('load', start);
})();
