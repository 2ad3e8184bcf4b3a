// A time that is kept until an instant ([data-countdown]) tells how long that still is: [data-left] has the words around
// {time}, [data-over] stands there when it is over.

const two = (n) => String(n).padStart(2, "0");

for (const box of document.querySelectorAll("[data-countdown]")) {
  const out = box.querySelector("[data-count]");
  const end = Date.parse(box.dataset.countdown);
  const tick = () => {
    const left = Math.max(0, Math.floor((end - Date.now()) / 1000));
    const hours = Math.floor(left / 3600);
    const rest = `${two(Math.floor((left % 3600) / 60))}:${two(left % 60)}`;
    const time = hours ? `${hours}:${rest}` : rest;
    out.textContent = left ? box.dataset.left.replace("{time}", time) : box.dataset.over;
    if (left) setTimeout(tick, 1000);
  };
  if (out && !Number.isNaN(end)) tick();
}
