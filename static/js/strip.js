// A strip of links that scrolls sideways on a phone begins where one is.

for (const strip of document.querySelectorAll(".set-nav")) {
  const here = strip.querySelector("[aria-current]");
  if (here) strip.scrollLeft = here.offsetLeft - (strip.clientWidth - here.offsetWidth) / 2;
}
