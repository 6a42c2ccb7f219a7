/* Gives each map of Corredor in this page the height it needs. */
(() => {
  const home = new URL(document.currentScript.src).origin;
  const ours = () => [...document.querySelectorAll('iframe')].filter((f) => f.src.startsWith(`${home}/`));
  const ask = (f) => f.contentWindow?.postMessage('corredor:fit', '*');
  addEventListener('message', ({ origin, source, data }) => {
    const frame = origin === home && ours().find((f) => f.contentWindow === source);
    if (!frame) return;
    if (data === 'corredor:here') ask(frame);
    else if (data?.corredor > 0) frame.style.height = `${Math.min(Math.ceil(data.corredor), 4000)}px`;
  });
  ours().forEach(ask);
})();
