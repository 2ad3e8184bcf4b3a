// For other people's sites: puts the booking pages of a practice where an element has [data-aureli="…/embed/name"], as high as
// they are. Until then, and where scripts are off, what stands in the element leads to the same pages.
(() => {
  const script = document.currentScript;
  if (!script) return;
  const { origin } = new URL(script.src);
  const frames = new Set();

  const put = (place) => {
    let url;
    try { url = new URL(place.dataset.aureli, script.src); } catch { return; }
    if (url.origin !== origin || place.dataset.aureliDone) return;
    place.dataset.aureliDone = "1";
    const frame = document.createElement("iframe");
    frame.src = url.href;
    frame.title = place.dataset.title || place.textContent.trim() || "Booking";
    frame.setAttribute("loading", "lazy");
    frame.setAttribute("allow", "clipboard-write");
    Object.assign(frame.style, { display: "block", width: "100%", height: "640px", border: "0", colorScheme: "auto" });
    frames.add(frame);
    place.replaceChildren(frame);
  };

  addEventListener("message", (event) => {
    if (event.origin !== origin || !event.data || event.data.from !== "aureli") return;
    for (const frame of frames) {
      if (frame.contentWindow !== event.source) continue;
      const height = Math.ceil(Number(event.data.height));
      if (height > 0 && height < 20000) frame.style.height = `${height}px`;
      // The next step begins at its top, also where the last one was long.
      if (event.data.step && frame.getBoundingClientRect().top < 0) frame.scrollIntoView({ block: "start" });
    }
  });

  const all = () => document.querySelectorAll("[data-aureli]").forEach(put);
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", all); else all();
})();
