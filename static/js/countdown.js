// A time that is kept until an instant ([data-countdown]) tells how long that still is: [data-left] has the words around
// {time}, [data-over] stands there when it is over. What htmx puts in counts, too; what it took away stops.

const two = (n) => String(n).padStart(2, "0");

function count(box) {
  const out = box.querySelector("[data-count]");
  const end = Date.parse(box.dataset.countdown);
  const tick = () => {
    if (!box.isConnected) return;
    const left = Math.max(0, Math.floor((end - Date.now()) / 1000));
    const hours = Math.floor(left / 3600);
    const rest = `${two(Math.floor((left % 3600) / 60))}:${two(left % 60)}`;
    const time = hours ? `${hours}:${rest}` : rest;
    out.textContent = left ? box.dataset.left.replace("{time}", time) : box.dataset.over;
    if (left) setTimeout(tick, 1000);
    else out.removeAttribute("aria-hidden");
  };
  if (out && !Number.isNaN(end)) tick();
}

document.querySelectorAll("[data-countdown]").forEach(count);
document.addEventListener("htmx:load", ({ target }) => {
  if (target.matches("[data-countdown]")) count(target);
  target.querySelectorAll("[data-countdown]").forEach(count);
});
