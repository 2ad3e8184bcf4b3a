// The calendar opens where the day is: a line of this minute that lies below what is seen comes into sight, and on a
// phone, where a week's days stand under each other, today does.

const line = document.querySelector("#grid .now-line");
const bars = 160; // pixels at the lower edge that the bars may cover

if (line?.checkVisibility() && scrollY === 0 && line.getBoundingClientRect().top > innerHeight - bars) {
  line.scrollIntoView({ block: "center", behavior: "instant" });
}

const today = document.querySelector("#grid .cal-day.is-today");
if (today && !line?.checkVisibility() && scrollY === 0 && getComputedStyle(today.parentElement).display === "block") {
  const above = document.querySelector(".topbar")?.offsetHeight ?? 0;
  const top = today.getBoundingClientRect().top - above;
  if (top > innerHeight / 2) scrollTo({ top, behavior: "instant" });
}
