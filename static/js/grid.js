// The calendar's geometry: minutes of the local day, read from and written to data-attributes (see calendar.css).

const two = (n) => String(n).padStart(2, "0");

/** 870 is "14:30"; hours past midnight count on from 0. */
export const clock = (minutes) => `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;

const number = (element, name) => Number(element.dataset[name] ?? 0);

/** Start and length of a block, in minutes. */
export function read(block) {
  return {
    start: number(block, "h") * 60 + number(block, "m") + number(block, "x"),
    length: number(block, "dh") * 60 + number(block, "dm") + number(block, "dx"),
  };
}

function put(block, name, value) {
  if (value) block.dataset[name] = value;
  else delete block.dataset[name];
}

export function write(block, start, length) {
  block.dataset.h = Math.floor(start / 60);
  put(block, "m", start % 60 - start % 5);
  put(block, "x", start % 5);
  put(block, "dh", Math.floor(length / 60));
  put(block, "dm", length % 60 - length % 5);
  put(block, "dx", length % 5);
}

/** Hours shown, the step to snap to, and pixels a minute. */
export function scale(grid) {
  return {
    from: number(grid, "from") * 60,
    to: number(grid, "to") * 60,
    step: number(grid, "step") || 15,
    ppm: parseFloat(getComputedStyle(grid).getPropertyValue("--ppm")),
  };
}

/** The minute of the day under a point of a day's column. */
export const minuteAt = (day, y, { from, ppm }) => from + (y - day.getBoundingClientRect().top) / ppm;

/** The day's column under a point; sideways beyond the last one counts as that one. */
export function dayAt(grid, x) {
  const days = [...grid.querySelectorAll(".cal-day[data-date]")];
  const inside = days.find((day) => { const box = day.getBoundingClientRect(); return x >= box.left && x < box.right; });
  return inside ?? (x < days[0]?.getBoundingClientRect().left ? days[0] : days.at(-1));
}

/** A date and minutes, which may run past midnight, as the two fields of a form. */
export function local(date, minutes) {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + Math.floor(minutes / 1440));
  return { date: day.toISOString().slice(0, 10), time: clock(minutes) };
}
