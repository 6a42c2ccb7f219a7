// Pages that are the same for everybody, and kept on the way, cannot say who is signed in; the browser can.
if (document.cookie.split('; ').includes('corredor_signed_in=1')) {
  for (const link of document.querySelectorAll('[data-signed]')) link.textContent = link.dataset.signed;
}
