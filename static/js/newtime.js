// A click on an empty place of a day (.cal-day[data-new="/appointments/new?date=…"]) starts a visit at that time. Free time
// that is offered as a link begins where it is clicked too; by the keyboard it begins at its start.
import { clock, minuteAt, scale } from "./grid.js";

document.addEventListener("click", (event) => {
  const day = event.target.closest?.("#grid .cal-day[data-new]");
  if (!day || event.defaultPrevented || event.target.closest("a:not(.free), button")) return;
  if (event.detail === 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (getComputedStyle(day.parentElement).display === "block") return; // an agenda has no empty places
  const rule = scale(day.closest("#grid"));
  const minute = Math.floor(minuteAt(day, event.clientY, rule) / rule.step) * rule.step;
  if (minute < rule.from || minute >= rule.to || minute >= 1440) return;
  const url = new URL(day.dataset.new, location.href);
  url.searchParams.set("time", clock(minute));
  event.preventDefault();
  location.assign(url);
});
