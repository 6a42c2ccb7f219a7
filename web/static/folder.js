// The page of an embed in a folder of files has one picture, that of the first view. Before anything is painted: where its
// address asks for another view, that picture is not to be taken for it.
(() => {
  const root = document.documentElement;
  const asked = new URLSearchParams(location.search || location.hash.slice(1));
  const lang = asked.get('idioma');
  if ((lang === 'es' || lang === 'en') && lang !== root.lang) {
    location.replace((lang === 'en' ? 'en' : 'index') + '.html' + location.search + location.hash);
    return;
  }
  const theme = asked.get('theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  const views = ['mapa', 'bbox', 'fecha', 'period', 'category', 'status', 'place_precision', 'kind', 'sincapa', 'incidente', 'zona', 'lugar', 'poste', 'title', 'subtitle'];
  if (views.some((name) => asked.has(name))) root.dataset.asked = 'loading';
  if (asked.has('q') || asked.has('filter')) root.dataset.unfiltered = '';
})();
